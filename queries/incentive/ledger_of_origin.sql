SELECT COALESCE(SUM(amount), 0) AS total
FROM incentive_ledger
WHERE plan_id = $plan_id AND origin = $period
