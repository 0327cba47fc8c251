-- What a period pays, in the order in which it is hashed.
SELECT posting_no, entry_no, origin, specialist_id, node, amount
FROM incentive_ledger
WHERE plan_id = $plan_id AND period = $period
ORDER BY posting_no, entry_no
