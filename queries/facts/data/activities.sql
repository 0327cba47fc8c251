-- Activities with numbers for keys, cut to days, with what their due item is. An effective contact reached somebody about
-- a due item.
CREATE OR REPLACE TABLE facts.activities AS
SELECT
  a.activity_id,
  s.specialist_key,
  i.item_key,
  COALESCE(i.slice_key, 0) AS slice_key,
  i.due_no,
  i.due_month,
  CAST(a.occurred_at AS DATE) AS occurred_on,
  a.occurred_at,
  a.kind,
  a.outcome,
  CASE WHEN a.outcome = 'promised' THEN a.promised_on END AS promised_on,
  i.item_key IS NOT NULL AND COALESCE(a.outcome IN ('connected', 'promised', 'refused', 'paid'), FALSE) AS is_effective
FROM activities AS a
INNER JOIN facts.specialists AS s ON s.specialist_id = a.specialist_id
LEFT JOIN facts.items AS i ON i.due_id = a.due_id
