-- How many due items are touched by now.
SELECT COUNT(*) AS touched FROM touched WHERE what = 'due_id'
