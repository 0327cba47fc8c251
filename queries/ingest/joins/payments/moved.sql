-- Rows of the table that belong elsewhere by now, or nowhere.
CREATE OR REPLACE TEMP TABLE orphans AS
SELECT m.rowid AS old_row, m.file_no, m.file_row
FROM main.payments AS m
JOIN joined AS j ON j.table_name = 'payments' AND j.file_no = m.file_no AND j.file_row = m.file_row
LEFT JOIN main.due_items AS n ON n.policy_id = m.policy_id AND n.due_no = m.due_no
LEFT JOIN found_payments AS f ON f.payment_id = m.payment_id
ANTI JOIN pending.payments AS p ON p.payment_id = m.payment_id
WHERE (j.finds_due AND m.due_id IS DISTINCT FROM CASE WHEN m.due_no IS NULL THEN f.due_id ELSE n.due_id END)
  OR (j.finds_reversed AND m.reverses_payment_id IS DISTINCT FROM f.reverses_payment_id)
