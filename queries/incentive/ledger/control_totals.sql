-- The control totals of what a period pays: people, ledger entries, amount.
SELECT
  COUNT(DISTINCT specialist_id) AS people,
  COUNT(*) AS entries,
  COALESCE(SUM(amount), 0) AS total
FROM incentive_ledger
WHERE plan_id = $plan_id AND period = $period
