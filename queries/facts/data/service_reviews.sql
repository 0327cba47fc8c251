-- Reviews of service (评鉴表) with numbers for keys, what their due item is, and the days by which they should be back and
-- graded. `graded_on` is the day on which a supervisor, not the specialist, gave a grade.
-- touched: review_id
CREATE OR REPLACE TABLE facts.service_reviews AS
SELECT
  r.review_id,
  s.specialist_key,
  i.item_key,
  i.slice_key,
  i.due_no,
  i.due_month,
  r.form,
  r.issued_on,
  r.issued_on + g.form_return_days AS return_by,
  r.returned_on,
  r.returned_on + g.form_review_days AS review_by,
  CASE WHEN r.grade IS NOT NULL AND r.supervisor_id <> r.specialist_id THEN r.reviewed_on END AS graded_on
FROM touched.service_reviews AS r
INNER JOIN facts.specialists AS s ON s.specialist_id = r.specialist_id
INNER JOIN touched_facts.items AS i ON i.due_id = r.due_id
CROSS JOIN facts.settings AS g
