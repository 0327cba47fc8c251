-- The payments that count for pay, by owner.
SELECT * FROM run_paid ORDER BY specialist_id, payment_id
