-- The sentences that several reviews begin with, of every month or quarter they look at: how it stands, where most is missing,
-- whom a visit helps most, what improved, what ends within a week, what rests on few items.
CREATE OR REPLACE TEMP TABLE report_highlights AS
WITH ordered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (
      PARTITION BY scope_no, period_no, part ORDER BY missing DESC NULLS LAST, value, unit_id
    ) AS worst
  FROM report_gaps
  WHERE part = 'own' OR NOT low_sample
),
improved AS (
  SELECT
    n.*,
    b.done AS before,
    b.due AS before_of,
    ROW_NUMBER() OVER (PARTITION BY n.scope_no ORDER BY n.value - b.value DESC, n.unit_id) AS place
  FROM report_gaps AS n
  INNER JOIN report_gaps AS b
    ON b.scope_no = n.scope_no AND b.part = n.part AND b.unit_id = n.unit_id AND b.period_no = $previous_no
  INNER JOIN report_scopes AS c ON c.scope_no = n.scope_no
  WHERE n.period_no = $period_no
    AND n.part = CASE WHEN c.level IN ('company', 'branch') THEN 'unit' ELSE 'person' END
    AND NOT n.low_sample AND NOT b.low_sample AND n.value > b.value
),
ending AS (
  SELECT m.scope_no, COUNT(*) AS items, SUM(i.amount_due) AS premium
  FROM run_items AS i
  INNER JOIN report_members AS m ON m.period_no = i.period_no AND m.specialist_key = i.specialist_key
  WHERE i.period_no = $period_no AND NOT i.is_settled
    AND i.grace_end_on BETWEEN CAST($as_of AS DATE) + 1 AND CAST($as_of AS DATE) + 7
  GROUP BY m.scope_no
),
-- Units of which it is not known, or not so, that they have met theirs.
unmet AS (
  SELECT DISTINCT scope_no, period_no
  FROM report_gaps
  WHERE part = 'unit' AND COALESCE(missing, 1) > 0
),
few AS (
  SELECT scope_no, period_no, SUM(CASE WHEN low_sample THEN 1 ELSE 0 END) AS items
  FROM report_gaps
  WHERE part = 'person'
  GROUP BY scope_no, period_no
)
SELECT
  scope_no,
  period_no,
  1 AS place,
  CASE WHEN missing > 0 THEN 'behind' WHEN missing = 0 THEN 'met' ELSE 'no_target' END AS rule,
  unit,
  team,
  missing AS items,
  CAST(NULL AS DECIMAL(38, 2)) AS premium,
  done,
  due,
  done AS rate,
  due AS rate_of,
  target,
  1 AS target_of,
  CAST(NULL AS DECIMAL(38, 6)) AS before,
  CAST(NULL AS DECIMAL(38, 6)) AS before_of
FROM ordered
WHERE part = 'own' AND due > 0
UNION ALL
SELECT
  o.scope_no, o.period_no, 2, CASE WHEN o.missing > 0 THEN 'largest_gap' ELSE 'all_met' END, o.unit, o.team, o.missing, NULL, o.done, o.due,
  o.done, o.due, o.target, 1, NULL, NULL
FROM ordered AS o
LEFT JOIN unmet AS u ON u.scope_no = o.scope_no AND u.period_no = o.period_no
WHERE o.part = 'unit' AND o.worst = 1 AND (o.missing > 0 OR u.scope_no IS NULL)
UNION ALL
SELECT
  scope_no, period_no, 3, 'needs_help', unit, team, missing, NULL, done, due, done, due, target, 1, NULL, NULL
FROM ordered
WHERE part = 'person' AND worst = 1 AND missing > 0
UNION ALL
SELECT
  c.scope_no, $period_no, 4, CASE WHEN e.items IS NULL THEN 'none_ending' ELSE 'ending' END, '', '', e.items, e.premium, NULL, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL
FROM report_scopes AS c
LEFT JOIN ending AS e ON e.scope_no = c.scope_no
WHERE 'payments' NOT IN (SELECT table_name FROM report_unknown)
UNION ALL
SELECT
  scope_no, period_no, 5, 'improved', unit, team, missing, NULL, done, due, done, due, target, 1, before, before_of
FROM improved
WHERE place = 1
UNION ALL
SELECT
  scope_no, period_no, 7, 'few_items', '', '', items, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM few
WHERE items > 0
