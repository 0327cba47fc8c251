-- id: promise_kept_rate
-- zh: 承诺兑现率
-- en: Promises kept
-- unit: ratio
-- direction: higher
-- basis: count
-- definition_zh: 承诺日在期内的缴费承诺中，应收件在承诺日或之前收齐的笔数 ÷ 承诺笔数
-- definition_en: Promises for a day in the period whose item was settled by that day, over all such promises
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: promises
SELECT
  r.period_no, a.specialist_key, i.slice_key, i.due_no, r.month - i.due_month AS stage,
  'activity' AS record, a.activity_id AS record_id, a.item_key,
  CASE WHEN s.from_on <= a.promised_on THEN 1 ELSE 0 END AS numerator,
  1 AS denominator
FROM run_periods AS r
INNER JOIN facts.activities AS a
  ON a.promised_on BETWEEN r.first_on AND r.reference_on AND a.occurred_on <= r.as_of
INNER JOIN facts.items AS i ON i.item_key = a.item_key
LEFT JOIN facts.settled_spans AS s ON s.item_key = a.item_key AND s.from_on <= r.as_of AND r.as_of < s.to_on
