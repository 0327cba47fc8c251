-- Contacts that changed or were looked at again, and those of forms that stand for one.
INSERT INTO touched
WITH contacts AS (
  SELECT activity_id FROM part
  UNION
  SELECT id FROM changed_rows WHERE table_name = 'activities'
)
SELECT 'contact', activity_id FROM contacts
UNION ALL
SELECT 'contact', w.activity_id
FROM facts.form_twins AS w
SEMI JOIN contacts AS c ON c.activity_id = w.stands_for
