-- id: promise_kept_rate
-- zh: 承诺兑现率
-- en: Promises kept
-- unit: ratio
-- direction: higher
-- basis: count
-- needs: activities, payments
-- definition_zh: 承诺日在期内的缴费承诺中，应收件在承诺日或之前收齐的笔数 ÷ 承诺笔数
-- definition_en: Promises for a day in the period whose item was settled by that day, over all such promises
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: promises
-- The promises of the periods are few and are found first: how many there are is not to be guessed from the activities.
WITH promises AS (
  SELECT
    d.period_no, d.as_of, d.month - a.due_month AS stage,
    a.specialist_key, a.slice_key, a.due_no, a.activity_id, a.item_key, a.promised_on
  FROM facts.activities AS a
  INNER JOIN run_days AS d ON d.day_on = a.promised_on AND a.occurred_on <= d.as_of
  WHERE a.item_key IS NOT NULL
)
SELECT
  p.period_no, p.specialist_key, p.slice_key, p.due_no, p.stage,
  'activity' AS record, p.activity_id AS record_id, p.item_key,
  CASE WHEN CASE WHEN i.settled_on <= p.as_of THEN i.settled_on ELSE s.from_on END <= p.promised_on THEN 1 ELSE 0 END
    AS numerator,
  1 AS denominator
FROM promises AS p
INNER JOIN facts.item_states AS i ON i.item_key = p.item_key
LEFT JOIN facts.repeated_spans AS s ON s.item_key = p.item_key AND s.from_on <= p.as_of AND p.as_of < s.to_on
