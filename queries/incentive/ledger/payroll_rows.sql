-- What a period pays, by person and row; corrections are of other periods, or of the period itself after an approval.
SELECT
  specialist_id,
  REGEXP_REPLACE(node, '^(reversal|rebook):', '') AS node,
  origin <> period AS is_correction,
  SUM(amount) AS amount
FROM incentive_ledger
WHERE plan_id = $plan_id AND period = $period
GROUP BY specialist_id, REGEXP_REPLACE(node, '^(reversal|rebook):', ''), origin <> period
HAVING SUM(amount) <> 0
ORDER BY specialist_id, node, is_correction
