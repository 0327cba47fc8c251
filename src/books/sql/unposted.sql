-- Runs that were calculated and never posted: no book has them.
SELECT r.run_no, r.plan_id, r.period
FROM incentive_runs AS r
ANTI JOIN incentive_postings AS p ON p.run_no = r.run_no
ORDER BY r.run_no
