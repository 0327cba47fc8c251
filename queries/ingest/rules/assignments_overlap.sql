-- table: assignments
-- rule: overlap
-- A specialist belongs to one team at a time: of rows whose intervals overlap the earlier loaded one stays, in a file
-- the earlier row. Rows of the store that this file changes do not count.
WITH RECURSIVE
spans AS (
  SELECT
    specialist_id,
    valid_from,
    COALESCE(valid_to, CAST('infinity' AS DATE)) AS valid_to,
    file_no,
    file_row,
    true AS is_new
  FROM incoming
  UNION ALL
  SELECT m.specialist_id, m.valid_from, COALESCE(m.valid_to, CAST('infinity' AS DATE)), m.file_no, m.file_row, false
  FROM main.assignments AS m
  WHERE m.specialist_id IN (SELECT specialist_id FROM incoming)
    AND NOT EXISTS (
      SELECT 1 FROM incoming AS i WHERE i.specialist_id = m.specialist_id AND i.valid_from = m.valid_from
    )
),
disputed AS (
  SELECT DISTINCT a.specialist_id
  FROM spans AS a
  JOIN spans AS b
    ON b.specialist_id = a.specialist_id
    AND a.valid_from < b.valid_to
    AND b.valid_from < a.valid_to
    AND (a.file_no <> b.file_no OR a.file_row <> b.file_row)
),
ordered AS (
  SELECT s.*, row_number() OVER (PARTITION BY s.specialist_id ORDER BY s.is_new, s.file_no, s.file_row) AS place
  FROM spans AS s
  JOIN disputed AS d ON d.specialist_id = s.specialist_id
),
-- Row by row: one that overlaps none of those kept so far is kept.
walk AS (
  SELECT
    o.specialist_id,
    o.place,
    [{ 'valid_from': o.valid_from, 'valid_to': o.valid_to }] AS kept,
    true AS fits
  FROM ordered AS o
  WHERE o.place = 1
  UNION ALL
  SELECT
    n.specialist_id,
    n.place,
    CASE
      WHEN n.fits THEN list_append(n.kept, { 'valid_from': n.valid_from, 'valid_to': n.valid_to })
      ELSE n.kept
    END,
    n.fits
  FROM (
    SELECT
      o.*,
      w.kept,
      len(list_filter(w.kept, lambda k: k.valid_from < o.valid_to AND o.valid_from < k.valid_to)) = 0 AS fits
    FROM walk AS w
    JOIN ordered AS o ON o.specialist_id = w.specialist_id AND o.place = w.place + 1
  ) AS n
)
SELECT
  o.file_no,
  o.file_row,
  'valid_from' AS column_name,
  CAST(o.valid_from AS VARCHAR) AS raw_value,
  CAST($overlaps AS VARCHAR) AS message,
  false AS waits
FROM walk AS w
JOIN ordered AS o ON o.specialist_id = w.specialist_id AND o.place = w.place
WHERE o.is_new AND NOT w.fits
