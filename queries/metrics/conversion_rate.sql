-- id: conversion_rate
-- zh: 转化率
-- en: Conversion rate
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: activities, payments
-- definition_zh: 期内首次有效接触时尚未收齐的续期件中，接触当日起 7 日内收齐的件数 ÷ 件数（归首次接触的专员，天数可设）
-- definition_en: Renewal items open at their first effective contact in the period and settled within 7 days of it
--    (a setting), over those items; at the specialist of that contact
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: first_contacts
SELECT
  c.period_no, c.specialist_key, c.slice_key, c.due_no, c.stage,
  'activity' AS record, c.activity_id AS record_id, c.item_key,
  CASE
    WHEN CASE WHEN i.settled_on <= c.as_of THEN i.settled_on ELSE s.from_on END
      BETWEEN c.occurred_on AND c.occurred_on + settings.conversion_days THEN 1
    ELSE 0
  END AS numerator,
  1 AS denominator
FROM run_first_contacts AS c
INNER JOIN facts.item_states AS i ON i.item_key = c.item_key
LEFT JOIN facts.repeated_spans AS s ON s.item_key = c.item_key AND s.from_on <= c.as_of AND c.as_of < s.to_on
LEFT JOIN facts.repeated_spans AS before
  ON before.item_key = c.item_key AND before.from_on < c.occurred_on AND c.occurred_on <= before.to_on
LEFT JOIN facts.exemptions AS x ON x.item_key = c.item_key AND x.exempt_on <= c.as_of
CROSS JOIN facts.settings AS settings
WHERE c.due_no >= 2 AND x.item_key IS NULL
  AND COALESCE(i.settled_on >= c.occurred_on, TRUE) AND before.item_key IS NULL
