-- The components that a run calculated, whatever they paid.
SELECT DISTINCT node FROM incentive_trace WHERE run_no = $run_no AND step = 'component' ORDER BY node
