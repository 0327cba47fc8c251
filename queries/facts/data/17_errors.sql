-- Errors with numbers for keys. The due item is the row's own, else that of the payment it names.
CREATE OR REPLACE TABLE facts.errors AS
SELECT e.error_id, s.specialist_key, i.item_key, e.occurred_on, e.kind, e.severity
FROM errors AS e
INNER JOIN facts.specialists AS s ON s.specialist_id = e.specialist_id
LEFT JOIN payments AS p ON p.payment_id = CASE WHEN e.due_id IS NULL THEN e.payment_id END
LEFT JOIN facts.items AS i ON i.due_id = COALESCE(e.due_id, p.due_id)
