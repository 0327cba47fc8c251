-- zh: 要点
-- en: What matters
-- kind: highlights
-- metrics: collection_completion_rate_count
-- columns: unit, team, items, premium, done, due, rate, target, before
-- formats: text, text, count, money, count, count, share, share, share
SELECT
  *,
  CASE
    WHEN rule IN ('behind', 'met', 'no_target') THEN 'trend'
    WHEN rule IN ('largest_gap', 'all_met', 'improved', 'needs_help') THEN 'branches'
    ELSE 'forecast'
  END AS section
FROM report_highlights
WHERE period_no = $period_no AND rule <> 'few_items'
ORDER BY scope_no, place
