-- Due items.
-- order: due_on, due_id
CREATE TABLE due_items AS
SELECT
    i.due_id,
    p.policy_id,
    i.due_on,
    i.due_no,
    i.amount_due,
    o.specialist_id,
    60 AS grace_days
FROM sample_items AS i
JOIN sample_policies AS p USING (policy_no)
JOIN sample_specialists AS o ON o.specialist_no = i.owner_no;
