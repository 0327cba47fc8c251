-- Planned tasks with numbers for keys and what their due item is.
-- touched: task_id
CREATE OR REPLACE TABLE facts.tasks AS
SELECT
  t.task_id,
  s.specialist_key,
  i.item_key,
  COALESCE(i.slice_key, 0) AS slice_key,
  i.due_no,
  i.due_month,
  c.customer_key,
  COALESCE(w.stands_for, t.activity_id) AS activity_id,
  t.on_day
FROM touched.tasks AS t
INNER JOIN facts.specialists AS s ON s.specialist_id = t.specialist_id
LEFT JOIN facts.form_twins AS w ON w.activity_id = t.activity_id
LEFT JOIN touched_facts.items AS i ON i.due_id = t.due_id
LEFT JOIN facts.customers AS c ON c.customer_id = t.customer_id
