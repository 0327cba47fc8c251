-- id: list_called
-- zh: 清单电访率
-- en: List called
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: activities
-- looks_ahead: true
-- definition_zh: 期间各月的应收续期件中，截至数据日有过电话有效接触的件数 ÷ 件数；电话不限早晚，已缴的件也算在内
-- definition_en: Renewal items due in the months of the period with an effective call by the reference day, however
--    early, over all of them; settled items too
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: current_month
WITH called AS (
  SELECT item_key, MIN(occurred_on) AS first_on
  FROM facts.activities
  WHERE is_effective AND kind = 'call'
    AND due_month IN (SELECT due_month FROM run_months WHERE is_current_month)
  GROUP BY item_key
)
SELECT
  i.period_no, i.specialist_key, i.slice_key, i.due_no, i.stage, i.item_key,
  CASE WHEN c.first_on <= r.reference_on THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_items AS i
INNER JOIN run_periods AS r ON r.period_no = i.period_no
LEFT JOIN called AS c ON c.item_key = i.item_key
WHERE i.is_current_month
