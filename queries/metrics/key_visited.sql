-- id: key_visited
-- zh: 重点客户亲访率
-- en: Key customers visited
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: activities
-- looks_ahead: true
-- definition_zh: 期间各月应收续期件中属重点客户（该月应收客户按所涉保单年化保费居前 20%，或 C 类客户）的，应缴日之前、截
--    至数据日已为该件亲访过的件数 ÷ 件数
-- definition_en: Renewal items due in the months of the period of key customers (the top 20 % of the month by annual
--    premium of the policies concerned, or of class C) with a visit about that item before the due day and by the
--    reference day, over all of them
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: key_items
WITH visited AS (
  SELECT item_key, MIN(occurred_on) AS first_on
  FROM facts.activities
  WHERE kind = 'visit' AND due_month IN (SELECT due_month FROM run_months WHERE is_current_month)
  GROUP BY item_key
)
SELECT
  i.period_no, i.specialist_key, i.slice_key, i.due_no, i.stage, i.item_key,
  CASE WHEN v.first_on <= r.reference_on AND v.first_on < i.due_on THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_key_items AS i
INNER JOIN run_periods AS r ON r.period_no = i.period_no
LEFT JOIN visited AS v ON v.item_key = i.item_key
WHERE i.is_key
