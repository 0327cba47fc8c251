-- A policy and a payment number name one due item.
UPDATE staged
SET due_id = i.due_id
FROM main.due_items AS i
WHERE staged.raw IS NULL
  AND staged.due_id IS NULL
  AND i.policy_id = staged.policy_id
  AND i.due_no = staged.due_no
