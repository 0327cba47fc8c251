-- All payments of these policies as their files said them, in the order in which they are looked at. Of one that waits
-- in place of another only the new version counts; what names an unknown item does not.
WITH
every AS (
  SELECT payment_id, due_id, policy_id, due_no, paid_on, amount, status, reverses_payment_id
  FROM pending.payments
  UNION ALL
  SELECT m.payment_id, m.due_id, m.policy_id, m.due_no, m.paid_on, m.amount, m.status, m.reverses_payment_id
  FROM said AS m
  ANTI JOIN pending.payments AS p ON p.payment_id = m.payment_id
),
placed AS (
  SELECT
    COALESCE(i.policy_id, n.policy_id, e.policy_id) AS policy_id,
    e.payment_id,
    COALESCE(i.due_id, n.due_id) AS due_id,
    e.paid_on,
    abs(e.amount) AS amount,
    e.status,
    e.reverses_payment_id
  FROM every AS e
  LEFT JOIN main.due_items AS i ON i.due_id = e.due_id
  LEFT JOIN main.due_items AS n ON e.due_id IS NULL AND n.policy_id = e.policy_id AND n.due_no = e.due_no
  WHERE COALESCE(i.due_id, n.due_id) IS NOT NULL OR (e.due_id IS NULL AND e.due_no IS NULL)
)
SELECT p.*, s.payment_id IS NOT NULL AS seeks
FROM placed AS p
LEFT JOIN seekers AS s ON s.payment_id = p.payment_id
WHERE p.policy_id IN (SELECT policy_id FROM seekers) AND (p.due_id IS NOT NULL OR s.payment_id IS NOT NULL)
ORDER BY p.policy_id, p.paid_on, p.status = 'reversal', p.payment_id
