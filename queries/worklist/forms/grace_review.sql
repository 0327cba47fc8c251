-- The lines of the review of service in grace.
SELECT *
FROM review_items
WHERE form = 'grace'
ORDER BY specialist_id, grace_end_on, due_id
