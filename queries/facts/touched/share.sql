-- How many due items have to be looked at again, and how many there are.
SELECT
  (SELECT COUNT(*) FROM touched WHERE what = 'due_id') AS touched,
  (SELECT COUNT(*) FROM main.due_items) AS items
