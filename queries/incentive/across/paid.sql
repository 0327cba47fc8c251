-- What other plans pay each person in a period by their newest runs that are not rejected, before rules across plans; `is_barred` of those who do not
-- take part at all, which the total then says.
WITH newest AS (
  SELECT plan_id, MAX(run_no) AS run_no
  FROM incentive_runs
  WHERE period = $period AND plan_id <> $plan_id
    AND NOT LIST_CONTAINS(STRING_SPLIT($rejected, ' '), CAST(run_no AS VARCHAR))
  GROUP BY plan_id
),
across AS (
  SELECT l.run_no, l.specialist_id, SUM(l.amount) AS amount
  FROM incentive_lines AS l
  INNER JOIN newest AS n ON n.run_no = l.run_no
  WHERE LIST_CONTAINS(STRING_SPLIT($ids, ' '), SPLIT_PART(l.node, ':', 2))
  GROUP BY l.run_no, l.specialist_id
),
barred AS (
  SELECT DISTINCT t.run_no, t.specialist_id
  FROM incentive_trace AS t
  INNER JOIN newest AS n ON n.run_no = t.run_no
  WHERE t.step = 'total' AND t.notes LIKE '%"Barred"%'
)
SELECT
  n.plan_id,
  p.specialist_id,
  p.pay - COALESCE(a.amount, 0) AS pay,
  b.run_no IS NOT NULL AS is_barred
FROM newest AS n
INNER JOIN incentive_people AS p ON p.run_no = n.run_no
LEFT JOIN across AS a ON a.run_no = p.run_no AND a.specialist_id = p.specialist_id
LEFT JOIN barred AS b ON b.run_no = p.run_no AND b.specialist_id = p.specialist_id
ORDER BY n.plan_id, p.specialist_id
