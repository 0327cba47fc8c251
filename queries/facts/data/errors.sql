-- Errors with numbers for keys and what their due item is: the row's own, else that of the payment it names.
CREATE OR REPLACE TABLE facts.errors AS
WITH placed AS (
  SELECT e.error_id, e.specialist_id, COALESCE(e.due_id, p.due_id) AS due_id, e.occurred_on, e.kind, e.severity
  FROM errors AS e
  LEFT JOIN payments AS p ON p.payment_id = CASE WHEN e.due_id IS NULL THEN e.payment_id END
)
SELECT
  e.error_id,
  s.specialist_key,
  i.item_key,
  COALESCE(i.slice_key, 0) AS slice_key,
  i.due_no,
  i.due_month,
  e.occurred_on,
  e.kind,
  e.severity
FROM placed AS e
INNER JOIN facts.specialists AS s ON s.specialist_id = e.specialist_id
LEFT JOIN facts.items AS i ON i.due_id = e.due_id
