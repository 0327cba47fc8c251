-- The same with the worklist of the morning after.
CREATE OR REPLACE TEMP TABLE report_reconciled_list AS
WITH evening AS (
  SELECT reference_on FROM run_periods WHERE period_no = $period_no
),
listed AS (
  SELECT
    c.scope_no,
    COUNT(*) AS items,
    SUM(CASE WHEN o.item_key IS NOT NULL THEN 1 ELSE 0 END) AS in_hand,
    SUM(CASE WHEN o.item_key IS NULL AND w.due_on > e.reference_on THEN 1 ELSE 0 END) AS ahead
  FROM worklist AS w
  CROSS JOIN evening AS e
  INNER JOIN report_scopes AS c
    ON COALESCE(w.branch_id = c.branch_id, TRUE) AND COALESCE(w.team_id = c.team_id, TRUE)
      AND COALESCE(w.specialist_id = c.specialist_id, TRUE)
  LEFT JOIN report_open AS o ON o.period_no = $period_no AND o.item_key = w.item_key
  WHERE w.on_day = e.reference_on + 1
  GROUP BY c.scope_no
)
SELECT scope_no, place, rule, evening, items, scored, ending, others, ahead
FROM report_reconciled
UNION ALL
SELECT w.scope_no, 3, 'listed', e.reference_on + 1, w.items, w.in_hand, NULL, w.items - w.in_hand - w.ahead, w.ahead
FROM listed AS w
CROSS JOIN evening AS e
