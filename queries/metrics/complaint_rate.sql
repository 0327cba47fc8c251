-- id: complaint_rate
-- zh: 投诉率（每万件）
-- en: Complaints per 10,000 items
-- unit: per_10000
-- direction: lower
-- basis: points
-- needs: complaints
-- definition_zh: 期内受理的投诉数 ÷ 在办续期件数 × 10000（前二至停一、期初未收齐）
-- definition_en: Complaints received in the period over items in service (stage -2 to 3, not settled before the
--    period), per 10,000
-- source: 续期收费指标口径 / renewal metrics dictionary, docs/metrics.md
-- explain: in_service
SELECT
  period_no,
  specialist_key,
  0 AS slice_key,
  CAST(NULL AS BIGINT) AS due_no,
  CAST(NULL AS BIGINT) AS stage,
  'complaint' AS record,
  complaint_id AS record_id,
  CAST(NULL AS BIGINT) AS item_key,
  1 AS numerator,
  0 AS denominator
FROM run_complaints
UNION ALL
SELECT
  period_no, specialist_key, slice_key, due_no, stage,
  'due_item' AS record, CAST(NULL AS STRING) AS record_id, item_key,
  0 AS numerator,
  1 AS denominator
FROM run_items
WHERE is_in_service
