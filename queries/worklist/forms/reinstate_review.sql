-- The lines of the review of service after a lapse.
SELECT *
FROM review_items
WHERE form = 'reinstate'
ORDER BY specialist_id, grace_end_on, due_id
