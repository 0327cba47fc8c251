-- What has to be looked at again: due items about which anything changed.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT 'due_id' AS what, due_id AS id
FROM changed_rows
WHERE due_id IS NOT NULL
UNION
SELECT 'due_id', p.due_id
FROM main.payments AS p
SEMI JOIN (SELECT * FROM changed_rows WHERE table_name = 'payments') AS c ON c.id = p.reverses_payment_id
UNION
SELECT 'due_id', i.due_id
FROM main.due_items AS i
SEMI JOIN (SELECT * FROM changed_rows WHERE table_name = 'policy_events') AS c ON c.policy_id = i.policy_id
