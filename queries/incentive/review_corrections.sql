SELECT COALESCE(SUM(amount), 0) AS amount
FROM incentive_ledger
WHERE plan_id = $plan_id AND period = $period AND origin <> period
