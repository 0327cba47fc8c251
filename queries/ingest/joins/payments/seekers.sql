-- Payments of which all payments of their policy decide where they belong: those of a file that says so, and reversals
-- that do not say what they take back.
CREATE OR REPLACE TEMP TABLE seekers AS
WITH payments AS (
  SELECT p.payment_id, p.due_id, p.policy_id, p.due_no, p.file_no, p.status = 'reversal' AND p.reverses_payment_id IS NULL AS finds_reversed
  FROM pending.payments AS p
  UNION ALL
  SELECT m.payment_id, CASE WHEN NOT j.finds_due THEN m.due_id END, m.policy_id, m.due_no, m.file_no, j.finds_reversed
  FROM main.payments AS m
  JOIN joined AS j ON j.table_name = 'payments' AND j.file_no = m.file_no AND j.file_row = m.file_row
  ANTI JOIN pending.payments AS p ON p.payment_id = m.payment_id
),
-- Which of them it is depends on the file; only those are looked up among the due items.
undecided AS MATERIALIZED (
  SELECT s.*, s.due_id IS NULL AND s.due_no IS NULL AS names_policy
  FROM payments AS s
  JOIN files AS f ON f.file_no = s.file_no
  WHERE CASE WHEN s.due_id IS NULL AND s.due_no IS NULL THEN f.join_by = 'oldest_open' ELSE s.finds_reversed END
)
SELECT payment_id, policy_id
FROM undecided
WHERE names_policy
UNION ALL
SELECT s.payment_id, i.policy_id
FROM undecided AS s
JOIN main.due_items AS i ON i.due_id = s.due_id
UNION ALL
SELECT s.payment_id, n.policy_id
FROM undecided AS s
JOIN main.due_items AS n ON n.policy_id = s.policy_id AND n.due_no = s.due_no
WHERE s.due_id IS NULL AND NOT s.names_policy
