-- What people wrote down of their visits (`record_id`), with the visit it is about: `is_accompanied` if somebody else came along.
-- touched: record_id
CREATE OR REPLACE TABLE facts.visits AS
SELECT
  a.activity_id,
  v.activity_id AS record_id,
  a.specialist_key,
  a.item_key,
  a.slice_key,
  a.due_no,
  a.due_month,
  a.occurred_on,
  COALESCE(v.accompanied_by <> s.specialist_id, FALSE) AS is_accompanied,
  v.promised_by,
  v.kept_on
FROM touched.visits AS v
LEFT JOIN facts.form_twins AS w ON w.activity_id = v.activity_id
INNER JOIN facts.activities AS a ON a.activity_id = COALESCE(w.stands_for, v.activity_id)
INNER JOIN facts.specialists AS s ON s.specialist_key = a.specialist_key
