-- The titles of a run's plan: of components, gates and other rows.
SELECT id, title FROM incentive_names WHERE run_no = $run_no ORDER BY id
