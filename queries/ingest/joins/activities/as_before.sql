-- The due item found for the same contact before stands until it is looked for anew.
UPDATE staged
SET due_id = m.due_id
FROM main.activities AS m
SEMI JOIN (SELECT * FROM joined WHERE table_name = 'activities') AS j ON j.file_no = m.file_no AND j.file_row = m.file_row
WHERE staged.raw IS NULL
  AND staged.due_id IS NULL
  AND m.activity_id = staged.activity_id
  AND m.policy_id = staged.policy_id
