-- What a plan keeps back from a person and pays of it, up to a period, by the period it is about.
SELECT
  l.origin,
  REGEXP_REPLACE(l.node, '^(reversal|rebook):', '') AS node,
  SUM(l.amount) AS amount
FROM incentive_ledger AS l
WHERE l.plan_id = $plan_id AND l.specialist_id = $specialist_id
  AND l.period IN (SELECT period FROM incentive_postings WHERE plan_id = $plan_id AND first_on <= $first_on)
  AND REGEXP_MATCHES(l.node, '^((reversal|rebook):)?(deferral|withhold|release|cap|carry):')
GROUP BY l.origin, REGEXP_REPLACE(l.node, '^(reversal|rebook):', '')
ORDER BY l.origin, node
