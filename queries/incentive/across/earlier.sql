-- What counts of other plans for earlier periods and is asked for by rules across plans: their own rows of all times, and all
-- rows of the calendar year where a limit is for the year.
WITH rows_of AS (
  SELECT plan_id, specialist_id, origin, REGEXP_REPLACE(node, '^(reversal|rebook):', '') AS node, amount
  FROM incentive_ledger
  WHERE plan_id <> $plan_id
),
periods AS (
  SELECT DISTINCT period, first_on FROM incentive_runs
)
SELECT r.plan_id, r.specialist_id, r.origin AS period, r.node, SUM(r.amount) AS amount
FROM rows_of AS r
INNER JOIN periods AS p ON p.period = r.origin
WHERE p.first_on < $first_on
  AND (
    LIST_CONTAINS(STRING_SPLIT($ids, ' '), SPLIT_PART(r.node, ':', 2))
    OR (CAST($whole_year AS BOOLEAN) AND p.first_on >= $year_on)
  )
GROUP BY r.plan_id, r.specialist_id, r.origin, r.node, p.first_on
HAVING SUM(r.amount) <> 0
ORDER BY r.plan_id, r.specialist_id, p.first_on, r.node
