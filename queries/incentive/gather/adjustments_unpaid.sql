-- Adjustments for another kind of period than the plan's that lies around it or in it, of people whom no other plan pays by
-- that kind of period. One that names a plan is a matter of that plan alone.
WITH kinds AS (
  SELECT
    p.period,
    CASE WHEN p.period LIKE '%-Q%' THEN 'quarter' WHEN LENGTH(p.period) = 4 THEN 'year' ELSE 'month' END AS kind
  FROM (SELECT period FROM adjustments UNION SELECT period FROM incentive_runs) AS p
)
SELECT a.adjustment_id, a.specialist_id, a.period, a.amount, a.reason, a.approved_by
FROM adjustments AS a
INNER JOIN kinds AS k ON k.period = a.period
WHERE SUBSTR(a.period, 1, 4) = SUBSTR($period, 1, 4)
  AND COALESCE(a.plan, '') IN ('', (SELECT MIN(plan_id) FROM run_plan))
  AND k.kind <> $kind
  AND NOT EXISTS (
    SELECT 1
    FROM incentive_runs AS r
    INNER JOIN kinds AS o ON o.period = r.period
    INNER JOIN incentive_people AS i ON i.run_no = r.run_no
    WHERE i.specialist_id = a.specialist_id AND o.kind = k.kind AND COALESCE(a.plan, '') IN ('', r.plan_id)
  )
ORDER BY a.adjustment_id
