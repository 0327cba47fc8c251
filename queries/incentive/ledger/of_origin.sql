-- What was paid for a period in all, whenever that was.
SELECT COALESCE(SUM(amount), 0) AS total
FROM incentive_ledger
WHERE plan_id = $plan_id AND origin = $period
