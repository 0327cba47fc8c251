-- Errors with numbers for keys and what their due item is: the row's own, else that of the payment it names. An error repeats
-- another one that it names and that is not later, or an earlier one of the same person, kind and cause that is not
-- longer ago than the setting says.
CREATE OR REPLACE TABLE facts.errors AS
WITH placed AS (
  SELECT
    e.error_id, e.specialist_id, COALESCE(e.due_id, p.due_id) AS due_id, e.occurred_on, e.kind, e.severity, e.resolved_on, e.repeat_of
  FROM errors AS e
  LEFT JOIN payments AS p ON p.payment_id = CASE WHEN e.due_id IS NULL THEN e.payment_id END
),
before AS (
  SELECT
    error_id,
    LAG(occurred_on) OVER (PARTITION BY specialist_id, kind, cause ORDER BY occurred_on, error_id) AS previous_on
  FROM errors
  WHERE cause <> ''
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
  e.severity,
  e.resolved_on,
  r.error_id IS NOT NULL OR COALESCE(b.previous_on + h.repeat_days >= e.occurred_on, FALSE) AS is_repeated
FROM placed AS e
CROSS JOIN facts.settings AS h
INNER JOIN facts.specialists AS s ON s.specialist_id = e.specialist_id
LEFT JOIN facts.items AS i ON i.due_id = e.due_id
LEFT JOIN before AS b ON b.error_id = e.error_id
LEFT JOIN errors AS r ON r.error_id = e.repeat_of AND r.error_id <> e.error_id AND r.occurred_on <= e.occurred_on
