-- Adjustments for another kind of period than the plan's that lies around it or in it, of people whom no other plan pays by
-- that kind of period. One that names a plan is a matter of that plan alone.
WITH found AS (
  SELECT
    a.adjustment_id,
    a.specialist_id,
    a.period,
    a.amount,
    a.reason,
    a.approved_by,
    a.plan,
    CASE WHEN a.period LIKE '%-Q%' THEN 'quarter' WHEN LENGTH(a.period) = 4 THEN 'year' ELSE 'month' END AS kind
  FROM adjustments AS a
  WHERE SUBSTR(a.period, 1, 4) = SUBSTR($period, 1, 4)
    AND (a.plan IS NULL OR a.plan IN ('', (SELECT MIN(plan_id) FROM run_plan)))
)
SELECT f.adjustment_id, f.specialist_id, f.period, f.amount, f.reason, f.approved_by
FROM found AS f
WHERE f.kind <> $kind
  AND NOT EXISTS (
    SELECT 1
    FROM incentive_runs AS r
    INNER JOIN incentive_people AS i ON i.run_no = r.run_no
    WHERE i.specialist_id = f.specialist_id
      AND f.kind = CASE WHEN r.period LIKE '%-Q%' THEN 'quarter' WHEN LENGTH(r.period) = 4 THEN 'year' ELSE 'month' END
      AND COALESCE(f.plan, '') IN ('', r.plan_id)
  )
ORDER BY f.adjustment_id
