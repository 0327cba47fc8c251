-- Who gets or loses something with a period for earlier ones.
SELECT DISTINCT specialist_id
FROM incentive_ledger
WHERE plan_id = $plan_id AND period = $period AND origin <> period
ORDER BY specialist_id
