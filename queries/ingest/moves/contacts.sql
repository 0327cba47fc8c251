-- Contacts, by the due items they leave and those they come to.
INSERT INTO moves
WITH moving AS (
  SELECT m.activity_id, m.due_id AS left_id, v.due_id AS joined_id
  FROM main.activities AS m
  JOIN moved_contacts AS v ON v.file_no = m.file_no AND v.file_row = m.file_row
)
SELECT 'activities', activity_id, left_id, NULL FROM moving
UNION ALL
SELECT 'activities', activity_id, joined_id, NULL FROM moving
