-- What was paid, tried to be paid and taken back of the items, up to the as-of day.
CREATE TABLE published.payments AS
SELECT i.item, p.payment_id, p.paid_on, p.amount, p.method, p.status, p.funding, p.failure_code
FROM published.items AS i
INNER JOIN payments AS p ON p.due_id = i.due_id
WHERE CAST(p.paid_on AS DATE) <= $as_of
ORDER BY i.item, p.paid_on, p.payment_id
