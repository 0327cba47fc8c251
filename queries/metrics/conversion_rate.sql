-- id: conversion_rate
-- zh: 转化率
-- en: Conversion rate
-- unit: ratio
-- direction: higher
-- basis: count
-- definition_zh: 期内首次有效接触时尚未收齐的续期件中，接触当日起 7 日内收齐的件数 ÷ 件数（归首次接触的专员，天数可设）
-- definition_en: Renewal items open at their first effective contact in the period and settled within 7 days of it
--    (a setting), over those items; at the specialist of that contact
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: first_contacts
WITH contacts AS (
  SELECT
    period_no,
    specialist_key,
    item_key,
    activity_id,
    occurred_on,
    ROW_NUMBER() OVER (PARTITION BY period_no, item_key ORDER BY occurred_at, activity_id) AS place
  FROM run_activities
  WHERE is_effective
)
SELECT
  c.period_no, c.specialist_key, i.slice_key, i.due_no, i.stage,
  'activity' AS record, c.activity_id AS record_id, c.item_key,
  CASE WHEN i.settled_on BETWEEN c.occurred_on AND c.occurred_on + settings.conversion_days THEN 1 ELSE 0 END
    AS numerator,
  1 AS denominator
FROM contacts AS c
INNER JOIN run_renewal_items AS i ON i.period_no = c.period_no AND i.item_key = c.item_key
LEFT JOIN facts.settled_spans AS before
  ON before.item_key = c.item_key AND before.from_on < c.occurred_on AND c.occurred_on <= before.to_on
CROSS JOIN facts.settings AS settings
WHERE c.place = 1 AND before.item_key IS NULL
