-- What a period pays a person, corrections of other periods with it; no row where nothing is about the person.
SELECT SUM(amount) AS amount
FROM incentive_ledger
WHERE plan_id = $plan_id AND period = $period AND specialist_id = $specialist_id
HAVING COUNT(*) > 0
