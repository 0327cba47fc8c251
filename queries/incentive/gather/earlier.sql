-- The rows of earlier periods that a calculation reads: balances of all times, all rows of the calendar year where the plan
-- asks for them, and clawbacks of later periods, so that no event is posted twice.
WITH lines AS (
  SELECT run_no, specialist_id, node, amount FROM incentive_lines
  UNION ALL
  SELECT run_no, specialist_id, node, amount FROM pending_lines
)
SELECT l.specialist_id, e.period, e.first_on, l.node, l.amount
FROM lines AS l
INNER JOIN run_effective AS e ON e.run_no = l.run_no
WHERE (
    e.first_on < $first_on
    AND (
      LIST_CONTAINS(STRING_SPLIT($balances, ' '), SPLIT_PART(l.node, ':', 1))
      OR (CAST($whole_year AS BOOLEAN) AND e.first_on >= $year_on)
    )
  )
  OR (e.first_on > $first_on AND l.node LIKE 'clawback:%')
ORDER BY l.specialist_id, e.first_on, l.node
