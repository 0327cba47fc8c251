-- Complaints in the window: rare, about one in 600 due items, more with poor service; a third are upheld.
-- order: received_on, complaint_id
-- leaves_out: responded_on, policy_id, due_id, source, measure
CREATE TABLE complaints AS
WITH received AS (
    SELECT
        i.*,
        i.due_on + sample_int(-15, 50, sample_u('complaint day', i.item_key)) AS received_on,
        s.window_from,
        s.until_on
    FROM sample_items AS i
    CROSS JOIN sample_settings AS s
    WHERE i.due_no > 1 AND sample_u('complains', i.item_key) < 0.02
)
SELECT
    printf('X%08d%03d', r.policy_no, r.due_no) AS complaint_id,
    o.specialist_id,
    r.received_on,
    sample_pick(['service', 'service', 'service', 'fee', 'fee', 'mis-selling', 'mis-selling', 'claim', 'harassment', 'harassment'],
        sample_u('category', r.item_key)) AS category,
    CASE WHEN r.received_on + sample_int(3, 28, sample_u('closed', r.item_key)) <= r.until_on
        THEN sample_u('upheld', r.item_key) < 0.35 END AS upheld,
    CASE WHEN r.received_on + sample_int(3, 28, sample_u('closed', r.item_key)) <= r.until_on
        THEN r.received_on + sample_int(3, 28, sample_u('closed', r.item_key)) END AS closed_on,
    printf('C%08d', r.customer_no) AS customer_id
FROM received AS r
JOIN sample_specialists AS o ON o.specialist_no = CASE WHEN r.next_from <= r.received_on THEN r.next_no ELSE r.owner_no END
WHERE r.received_on BETWEEN r.window_from AND r.until_on
    AND sample_u('complains', r.item_key)
        < 0.0016 * exp(-0.7 * o.service) * CASE WHEN r.per_year = 12 THEN 0.3 ELSE 1.0 END;
