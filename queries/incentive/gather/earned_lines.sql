-- What was left of the components in those periods: the component's own row, gates and multipliers.
WITH lines AS (
  SELECT run_no, specialist_id, node, amount FROM incentive_lines
  UNION ALL
  SELECT run_no, specialist_id, node, amount FROM pending_lines
)
SELECT e.period, l.specialist_id, l.node, l.amount
FROM lines AS l
INNER JOIN run_effective AS e ON e.run_no = l.run_no
WHERE SPLIT_PART(l.node, ':', 1) IN ('component', 'gate', 'withhold', 'multiplier')
  AND (l.specialist_id, e.period) IN (SELECT (specialist_id, period) FROM run_events)
ORDER BY e.period, l.specialist_id, l.node
