-- The run that counts for each earlier period: the one approved last, or posted by the last rebooking.
CREATE OR REPLACE TEMP TABLE run_effective AS
SELECT p.period, p.first_on, r.last_on, p.run_no
FROM incentive_postings AS p
INNER JOIN (
  SELECT plan_id, period, MAX(posting_no) AS posting_no
  FROM incentive_postings
  GROUP BY plan_id, period
) AS latest ON latest.posting_no = p.posting_no
INNER JOIN incentive_runs AS r ON r.run_no = p.run_no
WHERE p.plan_id = $plan_id
