-- Due items from the second payment on whose owner on the due day is in no team that day.
WITH
later AS (
  SELECT i.due_id, max_by(o.specialist_id, o.from_on) AS specialist_id
  FROM due_items AS i INNER JOIN ownership AS o ON o.due_id = i.due_id AND o.from_on <= i.due_on
  GROUP BY i.due_id
),
owners AS (
  SELECT i.due_id, i.due_on, COALESCE(l.specialist_id, i.specialist_id) AS specialist_id
  FROM due_items AS i LEFT JOIN later AS l ON l.due_id = i.due_id
  WHERE i.due_no >= 2
)
SELECT count(*) AS "rows"
FROM owners AS o ANTI JOIN assignments AS a
  ON a.specialist_id = o.specialist_id AND a.valid_from <= o.due_on
    AND o.due_on < COALESCE(a.valid_to, DATE '9999-12-31')
