-- zh: 要点
-- en: What matters
-- kind: highlights
-- metrics: collection_completion_rate_count
-- columns: unit, team, items, premium, done, due, rate, target, before
-- formats: text, text, count, money, count, count, share, share, share
SELECT
  *,
  CASE
    WHEN rule IN ('behind', 'met', 'no_target') THEN 'scorecard'
    WHEN rule IN ('largest_gap', 'all_met', 'improved') THEN 'branches'
    WHEN rule IN ('needs_help', 'few_items') THEN 'ranking'
    ELSE 'risk'
  END AS section
FROM report_highlights
WHERE period_no = $period_no
UNION ALL
SELECT
  m.scope_no, $period_no, 6, 'high_risk', '', '', COUNT(*), SUM(r.amount_due), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'risk'
FROM risk AS r
INNER JOIN report_members AS m ON m.period_no = $period_no AND m.specialist_key = r.specialist_key
WHERE r.class = 'high' AND 'payments' NOT IN (SELECT table_name FROM report_unknown)
GROUP BY m.scope_no
ORDER BY scope_no, place
