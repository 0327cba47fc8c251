-- Payments of which all payments of their policy decide where they belong: those of a file that says so, and reversals
-- that do not say what they take back.
CREATE OR REPLACE TEMP TABLE seekers AS
SELECT s.payment_id, COALESCE(i.policy_id, n.policy_id, s.policy_id) AS policy_id
FROM (
  SELECT p.payment_id, p.due_id, p.policy_id, p.due_no, p.file_no, p.status = 'reversal' AND p.reverses_payment_id IS NULL AS finds_reversed
  FROM pending.payments AS p
  UNION ALL
  SELECT m.payment_id, CASE WHEN NOT j.finds_due THEN m.due_id END, m.policy_id, m.due_no, m.file_no, j.finds_reversed
  FROM main.payments AS m
  JOIN joined AS j ON j.table_name = 'payments' AND j.file_no = m.file_no AND j.file_row = m.file_row
  ANTI JOIN pending.payments AS p ON p.payment_id = m.payment_id
) AS s
LEFT JOIN main.due_items AS i ON i.due_id = s.due_id
LEFT JOIN main.due_items AS n ON s.due_id IS NULL AND n.policy_id = s.policy_id AND n.due_no = s.due_no
JOIN files AS f ON f.file_no = s.file_no
WHERE CASE
  WHEN s.due_id IS NULL AND s.due_no IS NULL THEN f.join_by = 'oldest_open'
  ELSE s.finds_reversed AND COALESCE(i.due_id, n.due_id) IS NOT NULL
END
