-- Matured items that nobody refused to pay while they were open and in grace.
SELECT
  i.period_no, i.specialist_key, i.slice_key, i.due_no, i.stage, i.item_key,
  CASE WHEN f.item_key IS NULL THEN 'never_refused' END AS reason,
  CAST(NULL AS DATE) AS reason_on,
  CAST(NULL AS STRING) AS reason_of
FROM run_items AS i
LEFT JOIN run_refused_items AS f ON f.period_no = i.period_no AND f.item_key = i.item_key
WHERE i.is_matured
