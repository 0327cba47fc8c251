-- What the store says was posted, with its control totals, in order.
SELECT
  p.posting_no,
  p.kind,
  p.plan_id,
  p.period,
  p.run_no,
  p.posted_in,
  p.by_name,
  COUNT(DISTINCT l.specialist_id) AS people,
  COUNT(l.posting_no) AS entries,
  COALESCE(SUM(l.amount), 0) AS total
FROM incentive_postings AS p
LEFT JOIN incentive_ledger AS l ON l.posting_no = p.posting_no
GROUP BY ALL
ORDER BY p.posting_no, p.run_no
