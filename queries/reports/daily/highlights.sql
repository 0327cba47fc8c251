-- zh: 要点
-- en: What matters
-- kind: highlights
-- metrics: collection_completion_rate_count
-- views: month
-- columns: unit, team, items, premium, done, due, rate, target, promises, debits, ending, grace, lapsed, on
-- formats: text, text, count, money, count, count, share, share, count, count, count, count, count, date
-- Tomorrow first, what succeeded last.
WITH tasks AS (
  SELECT o.scope_no, w.*
  FROM report_tasks AS w
  INNER JOIN report_scopes AS o
    ON COALESCE(w.branch_id = o.branch_id, TRUE) AND COALESCE(w.team_id = o.team_id, TRUE)
      AND COALESCE(w.specialist_id = o.specialist_id, TRUE)
  WHERE w.on_day = CAST($reference_on AS DATE) + 1
    AND w.reason IN ('promise_due', 'debit_retry', 'grace_ending', 'grace_30', 'reinstate')
),
tomorrow AS (
  SELECT
    scope_no,
    COUNT(*) AS items,
    SUM(amount_due) AS premium,
    SUM(CASE WHEN reason = 'promise_due' THEN 1 ELSE 0 END) AS promises,
    SUM(CASE WHEN reason = 'debit_retry' THEN 1 ELSE 0 END) AS debits,
    SUM(CASE WHEN reason = 'grace_ending' THEN 1 ELSE 0 END) AS ending,
    SUM(CASE WHEN reason = 'grace_30' THEN 1 ELSE 0 END) AS grace,
    SUM(CASE WHEN reason = 'reinstate' THEN 1 ELSE 0 END) AS lapsed
  FROM tasks
  GROUP BY scope_no
),
greatest_stake AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY scope_no ORDER BY value_at_risk DESC, grace_end_on, due_id) AS step
  FROM tasks
  WHERE score IS NOT NULL
),
failed AS (
  SELECT s.scope_no, COUNT(*) AS items
  FROM report_failures AS f
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = f.specialist_key
  GROUP BY s.scope_no
),
settled AS (
  SELECT s.scope_no, COUNT(*) AS items, SUM(i.amount_due) AS premium
  FROM run_settled_items AS i
  INNER JOIN report_members AS s ON s.period_no = i.period_no AND s.specialist_key = i.specialist_key
  WHERE i.period_no = $period_no
  GROUP BY s.scope_no
)
SELECT
  o.scope_no,
  1 AS place,
  -- Nobody knows of promises without contacts.
  CASE
    WHEN u.table_name IS NOT NULL THEN 'tomorrow_unheard'
    WHEN t.items IS NULL THEN 'nothing_tomorrow'
    ELSE 'tomorrow'
  END AS rule,
  'tomorrow' AS section,
  '' AS unit,
  '' AS team,
  t.items,
  t.premium,
  CAST(NULL AS DECIMAL(38, 6)) AS done,
  CAST(NULL AS DECIMAL(38, 6)) AS due,
  CAST(NULL AS DECIMAL(38, 6)) AS rate,
  CAST(NULL AS DECIMAL(38, 6)) AS rate_of,
  CAST(NULL AS DECIMAL(38, 6)) AS target,
  1 AS target_of,
  t.promises,
  t.debits,
  t.ending,
  t.grace,
  t.lapsed,
  CAST(NULL AS DATE) AS "on"
FROM report_scopes AS o
LEFT JOIN tomorrow AS t ON t.scope_no = o.scope_no
LEFT JOIN report_unknown AS u ON u.table_name = 'activities'
WHERE u.table_name IS NULL OR t.items > 0
UNION ALL
SELECT
  scope_no, 2, 'greatest_stake', 'tomorrow', COALESCE(customer_name, policy_id), specialist_name, NULL, amount_due, NULL, NULL, score,
  10000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, grace_end_on
FROM greatest_stake
WHERE step = 1
UNION ALL
SELECT
  scope_no, 2 + place, CASE WHEN place = 1 THEN rule || '_month' ELSE rule END, 'summary', unit, team, items, premium, done, due, rate, rate_of, target, target_of, NULL, NULL, NULL, NULL,
  NULL, NULL
FROM report_highlights
WHERE period_no = $month_no AND rule IN ('behind', 'met', 'no_target', 'largest_gap')
UNION ALL
SELECT
  scope_no, 5, 'failed', 'failure', '', '', items, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM failed
WHERE NOT EXISTS (SELECT 1 FROM report_unknown WHERE table_name IN ('activities', 'payments'))
UNION ALL
SELECT
  o.scope_no, 6, CASE WHEN s.items IS NULL THEN 'none_settled' ELSE 'settled' END, 'success', '', '', s.items, s.premium, NULL, NULL,
  NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM report_scopes AS o
LEFT JOIN settled AS s ON s.scope_no = o.scope_no
WHERE 'payments' NOT IN (SELECT table_name FROM report_unknown)
ORDER BY scope_no, place
