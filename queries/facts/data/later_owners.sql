-- Owners after the first: from `from_on` up to and without `to_on` the item belongs to `specialist_key`.
CREATE OR REPLACE TABLE facts.later_owners AS
SELECT
  i.item_key,
  s.specialist_key,
  w.from_on,
  LEAD(w.from_on, 1, DATE '9999-12-31') OVER (PARTITION BY i.item_key ORDER BY w.from_on) AS to_on
FROM ownership AS w
INNER JOIN facts.items AS i ON i.due_id = w.due_id
INNER JOIN facts.specialists AS s ON s.specialist_id = w.specialist_id
