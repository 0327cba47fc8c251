-- Contacts that came back on a form and stand for another one than before, or no longer, and the due items of their tasks.
INSERT INTO touched
WITH differ AS (
  (SELECT * FROM before EXCEPT SELECT * FROM facts.form_twins)
  UNION ALL
  (SELECT * FROM facts.form_twins EXCEPT SELECT * FROM before)
)
SELECT DISTINCT 'twin', activity_id FROM differ
UNION ALL
SELECT 'due_id', t.due_id
FROM main.tasks AS t
SEMI JOIN differ AS d ON d.activity_id = t.activity_id
WHERE t.due_id IS NOT NULL
UNION ALL
SELECT 'due_id', a.due_id
FROM main.activities AS a
SEMI JOIN differ AS d ON d.activity_id = a.activity_id
WHERE a.due_id IS NOT NULL
