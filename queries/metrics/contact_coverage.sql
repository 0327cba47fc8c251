-- id: contact_coverage
-- zh: 接触覆盖率
-- en: Contact coverage
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: activities
-- definition_zh: 在办续期件中期内有过有效接触的件数 ÷ 在办件数
-- definition_en: Items in service with an effective contact in the period over items in service
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: in_service
SELECT
  i.period_no, i.specialist_key, i.slice_key, i.due_no, i.stage, i.item_key,
  CASE
    WHEN (i.period_no, i.item_key) IN (SELECT c.period_no, c.item_key FROM run_first_contacts AS c) THEN 1
    ELSE 0
  END AS numerator,
  1 AS denominator
FROM run_items AS i
WHERE i.is_in_service
