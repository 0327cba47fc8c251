-- The rows of the first run that counts for a period, as they are.
INSERT INTO incentive_ledger
SELECT
  $posting_no,
  CAST(ROW_NUMBER() OVER (ORDER BY specialist_id, line_no) AS INTEGER),
  $plan_id,
  $posted_in,
  $period,
  specialist_id,
  node,
  amount
FROM incentive_lines
WHERE run_no = $run_no
