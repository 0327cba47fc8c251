-- id: accompany_rate
-- zh: 陪访率
-- en: Accompanied visits
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: activities, visits
-- definition_zh: 期内亲访中，亲访记录写明有他人陪访的次数 ÷ 亲访次数；没有亲访记录的亲访也算一次
-- definition_en: Visits of the period whose record says that somebody else came along, over all visits; a visit
--    without a record counts as one nobody came along to
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: visits
WITH accompanied AS (
  SELECT DISTINCT d.period_no, v.activity_id
  FROM facts.visits AS v
  INNER JOIN run_days AS d ON d.day_on = v.occurred_on
  WHERE v.is_accompanied
)
SELECT
  a.period_no, a.specialist_key, a.slice_key, a.due_no, a.stage,
  'activity' AS record, a.activity_id AS record_id, a.item_key,
  CASE WHEN v.activity_id IS NULL THEN 0 ELSE 1 END AS numerator,
  1 AS denominator
FROM run_activities AS a
LEFT JOIN accompanied AS v ON v.period_no = a.period_no AND v.activity_id = a.activity_id
WHERE a.kind = 'visit'
