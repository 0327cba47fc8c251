-- Hand-overs by lists: an item's list names another owner than that of the month before it. The first list of an item is
-- held against the first owner by the files of due items, if any said one. A row of a file of hand-overs of that day
-- stands instead.
CREATE OR REPLACE TEMP TABLE hand_overs AS
WITH
known AS (
  SELECT o.*
  FROM list_owners AS o
  SEMI JOIN main.specialists AS p ON p.specialist_id = o.specialist_id
  SEMI JOIN main.due_items AS i ON i.due_id = o.due_id
),
disputed AS (
  SELECT due_id FROM known GROUP BY due_id HAVING min(specialist_id) <> max(specialist_id)
),
said AS (
  SELECT k.*
  FROM known AS k
  SEMI JOIN disputed AS d ON d.due_id = k.due_id
  QUALIFY row_number() OVER (
    PARTITION BY k.due_id, k.month_on ORDER BY k.file_no DESC, k.file_row DESC
  ) = 1
),
in_turn AS (
  SELECT s.*, lag(s.specialist_id) OVER (PARTITION BY s.due_id ORDER BY s.month_on NULLS FIRST) AS before
  FROM said AS s
)
SELECT t.due_id, t.specialist_id, t.month_on AS from_on, t.file_no, t.file_row
FROM in_turn AS t
WHERE t.before <> t.specialist_id
  AND NOT EXISTS (
    SELECT 1
    FROM main.ownership AS w
    WHERE w.due_id = t.due_id AND w.from_on = t.month_on
      AND w.file_no NOT IN (SELECT file_no FROM files WHERE month_on IS NOT NULL)
  )
