-- zh: 要点
-- en: What matters
-- kind: highlights
-- metrics: collection_completion_rate_count, churn_rate
-- views: month
-- columns: unit, team, items, premium, done, due, rate, target, before
-- formats: text, text, count, money, count, count, share, share, share
-- What the month asks for by now, and what the week lost.
SELECT
  * REPLACE (CASE WHEN place = 1 THEN rule || '_month' ELSE rule END AS rule),
  CASE WHEN rule IN ('behind', 'met', 'no_target', 'largest_gap', 'all_met') THEN 'progress' ELSE 'team_sheet' END AS section
FROM report_highlights
WHERE period_no = $month_no OR rule IN ('ending', 'none_ending')
UNION ALL
SELECT
  o.scope_no, $period_no, 6, 'lost', '', '', v.numerator, NULL, NULL, NULL, v.numerator, v.denominator, NULL, NULL, NULL, NULL, 'reasons'
FROM report_scopes AS o
INNER JOIN report_values AS v
  ON v.period_no = $period_no AND v.metric = 'churn_rate' AND v.level = o.level AND v.entity_id = o.entity_id
WHERE v.numerator > 0
ORDER BY scope_no, place
