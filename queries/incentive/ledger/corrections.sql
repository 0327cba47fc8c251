-- What a period pays for others: the pairs of rebookings.
SELECT origin, node, SUM(amount) AS amount
FROM incentive_ledger
WHERE plan_id = $plan_id AND period = $period AND origin <> period AND specialist_id = $specialist_id
GROUP BY origin, node
ORDER BY origin, node
