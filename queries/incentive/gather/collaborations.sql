-- Help given in the period.
SELECT collaboration_id, helper_id, occurred_on, points, COALESCE(approved, FALSE) AS approved
FROM collaborations
WHERE occurred_on BETWEEN $first_on AND $to_on
ORDER BY collaboration_id
