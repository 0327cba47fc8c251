-- Activities that came back on a form (F-DAY-PERSON-LINE) and that the core system sent as well: the same person, item, kind and
-- day. The form's row gives way to the other (of several the earliest, then the smallest id), which what was written on
-- the form then is about.
CREATE OR REPLACE TABLE facts.form_twins AS
WITH lines AS (
  SELECT activity_id, specialist_id, due_id, kind, CAST(occurred_at AS DATE) AS on_day
  FROM main.activities
  WHERE activity_id LIKE 'F-________-%'
),
found AS (
  SELECT
    l.activity_id,
    a.activity_id AS stands_for,
    ROW_NUMBER() OVER (PARTITION BY l.activity_id ORDER BY a.occurred_at, a.activity_id) AS place
  FROM lines AS l
  INNER JOIN main.activities AS a
    ON a.due_id = l.due_id AND a.specialist_id = l.specialist_id AND a.kind = l.kind AND CAST(a.occurred_at AS DATE) = l.on_day
  WHERE NOT a.activity_id LIKE 'F-________-%'
)
SELECT activity_id, stands_for
FROM found
WHERE place = 1
