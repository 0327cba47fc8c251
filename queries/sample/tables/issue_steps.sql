-- Where problems were: with renewal from the opening on, with the department once they are handed over, and one in six with service
-- before they are solved.
-- order: issue_id, "at", department
CREATE TABLE issue_steps AS
SELECT issue_id, opened_at AS at, 'renewal' AS department
FROM issues
WHERE department <> 'renewal'
UNION ALL
SELECT issue_id, assigned_at, department
FROM issues
WHERE assigned_at IS NOT NULL AND department IS NOT NULL
UNION ALL
SELECT i.issue_id, CAST(CAST(i.resolved_at AS DATE) AS TIMESTAMP) + INTERVAL 10 HOUR, 'service'
FROM issues AS i
CROSS JOIN sample_settings AS s
WHERE i.department <> 'service' AND CAST(i.resolved_at AS DATE) > CAST(i.assigned_at AS DATE)
    AND sample_u('back to service', hash(xor(hash(i.issue_id), s.seed_key))) < 0.17;
