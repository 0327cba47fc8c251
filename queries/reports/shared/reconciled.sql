-- How the lists of items that are not settled agree on the evening of the report: what is in hand, and the renewal risk, which
-- holds what is not due yet as well.
CREATE OR REPLACE TEMP TABLE report_reconciled AS
WITH evening AS (
  SELECT reference_on FROM run_periods WHERE period_no = $period_no
),
in_hand AS (
  SELECT
    m.scope_no,
    COUNT(*) AS items,
    SUM(CASE WHEN k.item_key IS NOT NULL THEN 1 ELSE 0 END) AS scored,
    SUM(CASE WHEN k.item_key IS NULL AND o.ends_that_day THEN 1 ELSE 0 END) AS ending
  FROM report_open AS o
  INNER JOIN report_members AS m ON m.period_no = o.period_no AND m.specialist_key = o.specialist_key
  LEFT JOIN risk AS k ON k.item_key = o.item_key
  WHERE o.period_no = $period_no
  GROUP BY m.scope_no
),
at_risk AS (
  SELECT
    m.scope_no,
    COUNT(*) AS items,
    SUM(CASE WHEN o.item_key IS NOT NULL THEN 1 ELSE 0 END) AS in_hand
  FROM risk AS k
  INNER JOIN report_members AS m ON m.period_no = $period_no AND m.specialist_key = k.specialist_key
  LEFT JOIN report_open AS o ON o.period_no = $period_no AND o.item_key = k.item_key
  GROUP BY m.scope_no
)
SELECT
  c.scope_no,
  1 AS place,
  -- Without a model there is no list of risk.
  CASE
    WHEN k.items IS NULL THEN 'in_hand_alone'
    WHEN COALESCE(h.items, 0) > COALESCE(h.scored, 0) + COALESCE(h.ending, 0) THEN 'in_hand_and_others'
    ELSE 'in_hand'
  END AS rule,
  e.reference_on AS evening,
  COALESCE(h.items, 0) AS items,
  COALESCE(h.scored, 0) AS scored,
  COALESCE(h.ending, 0) AS ending,
  COALESCE(h.items, 0) - COALESCE(h.scored, 0) - COALESCE(h.ending, 0) AS others,
  CAST(NULL AS BIGINT) AS ahead
FROM report_scopes AS c
CROSS JOIN evening AS e
LEFT JOIN in_hand AS h ON h.scope_no = c.scope_no
LEFT JOIN at_risk AS k ON k.scope_no = c.scope_no
UNION ALL
SELECT k.scope_no, 2, 'at_risk', e.reference_on, k.items, k.in_hand, NULL, NULL, k.items - k.in_hand
FROM at_risk AS k
CROSS JOIN evening AS e
