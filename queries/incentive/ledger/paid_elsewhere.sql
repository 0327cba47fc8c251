-- Adjustments of a run that another plan has paid.
SELECT SUBSTR(l.node, LENGTH('adjustment:') + 1) AS adjustment_id, g.plan_id
FROM incentive_lines AS l
INNER JOIN incentive_ledger AS g
  ON REGEXP_REPLACE(g.node, '^(reversal|rebook):', '') = l.node AND g.origin = $period AND g.plan_id <> $plan_id
WHERE l.run_no = $run_no AND l.node LIKE 'adjustment:%'
GROUP BY l.node, g.plan_id
HAVING SUM(g.amount) <> 0
ORDER BY 1, 2
