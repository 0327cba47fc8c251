-- The due items of the policies whose payments are looked at, the oldest first.
SELECT i.policy_id, i.due_id, i.amount_due
FROM main.due_items AS i
SEMI JOIN seekers AS s ON s.policy_id = i.policy_id
ORDER BY i.policy_id, i.due_on, i.due_no, i.due_id
