-- They go to it.
UPDATE main.activities
SET due_id = v.due_id
FROM moved_contacts AS v
WHERE activities.file_no = v.file_no AND activities.file_row = v.file_row
