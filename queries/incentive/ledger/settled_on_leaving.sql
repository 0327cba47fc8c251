-- The runs that count, up to a period, in which a deferral of a person was paid or forfeited because of leaving, by the node of
-- the row it is paid in.
SELECT t.node, r.last_on
FROM incentive_trace AS t
INNER JOIN incentive_runs AS r ON r.run_no = t.run_no
INNER JOIN incentive_postings AS p ON p.run_no = r.run_no
INNER JOIN (
  SELECT plan_id, period, MAX(posting_no) AS posting_no
  FROM incentive_postings
  GROUP BY plan_id, period
) AS latest ON latest.posting_no = p.posting_no
WHERE p.plan_id = $plan_id
  AND p.first_on <= $first_on
  AND t.specialist_id = $specialist_id
  AND (t.notes LIKE '%"PaidOnLeaving"%' OR t.notes LIKE '%"ForfeitedOnLeaving"%')
ORDER BY t.node, r.last_on
