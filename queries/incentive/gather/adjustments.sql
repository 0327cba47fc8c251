-- Corrections ordered by hand for the period. An adjustment is paid once: `holder` is the plan that has paid it, `other` the
-- first of the other plans whose runs of the period have the person.
SELECT
  a.adjustment_id,
  a.specialist_id,
  a.period,
  a.amount,
  a.reason,
  a.approved_by,
  a.plan,
  (
    SELECT MIN(h.plan_id)
    FROM (
      SELECT l.plan_id
      FROM incentive_ledger AS l
      INNER JOIN run_plan AS p ON p.plan_id <> ''
      WHERE l.origin = $period AND REGEXP_REPLACE(l.node, '^(reversal|rebook):', '') = 'adjustment:' || a.adjustment_id
      GROUP BY l.plan_id
      HAVING SUM(l.amount) <> 0
    ) AS h
  ) AS holder,
  (
    SELECT MIN(r.plan_id)
    FROM incentive_runs AS r
    INNER JOIN run_plan AS p ON p.plan_id <> '' AND p.plan_id <> r.plan_id
    INNER JOIN incentive_people AS i ON i.run_no = r.run_no
    WHERE r.period = $period AND i.specialist_id = a.specialist_id
  ) AS other
FROM adjustments AS a
WHERE a.period = $period
ORDER BY a.adjustment_id
