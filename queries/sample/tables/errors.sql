-- Collection errors in the window: one in about 170 payments, fewer with good service; audits find more at quarter ends, but what
-- counts is when they happened. Errors of records and compliance name the item, the others the payment as well.
-- order: occurred_on, error_id
-- leaves_out: cause, repeat_of
CREATE TABLE errors AS
WITH paid AS (
    SELECT
        i.*,
        i.paid_on + sample_int(0, 2, sample_u('error day', i.item_key)) AS occurred_on,
        o.specialist_id,
        sample_pick(
            ['amount', 'amount', 'amount', 'amount', 'timing', 'timing', 'timing', 'timing', 'timing', 'timing', 'receipt',
             'receipt', 'receipt', 'record', 'record', 'record', 'record', 'compliance'],
            sample_u('error kind', i.item_key)) AS kind,
        s.window_from,
        s.until_on
    FROM sample_items AS i
    JOIN sample_specialists AS o ON o.specialist_no = CASE WHEN i.next_from <= i.paid_on THEN i.next_no ELSE i.owner_no END
    CROSS JOIN sample_settings AS s
    WHERE i.due_no > 1
        AND i.paid_on BETWEEN s.window_from AND s.until_on
        AND sample_u('error', i.item_key) < 0.006 * exp(-0.45 * o.service)
)
SELECT
    printf('E%08d%03d', p.policy_no, p.due_no) AS error_id,
    p.specialist_id,
    p.occurred_on,
    p.kind,
    CASE
        WHEN p.kind = 'compliance' THEN sample_pick(['major', 'major', 'critical'], sample_u('severity', p.item_key))
        ELSE sample_pick(
            ['minor', 'minor', 'minor', 'minor', 'minor', 'minor', 'minor', 'minor', 'minor', 'major', 'major', 'critical'],
            sample_u('severity', p.item_key))
    END AS severity,
    p.due_id,
    CASE WHEN p.kind IN ('amount', 'timing', 'receipt') THEN printf('P%08d%03d6', p.policy_no, p.due_no) END AS payment_id,
    CASE WHEN p.kind = 'amount' THEN CAST(greatest(1, round(p.amount_due
        * sample_pick([0.01, 0.02, 0.05, 0.1], sample_u('error amount', p.item_key)), 2)) AS DECIMAL(18, 2)) END AS amount,
    sample_pick(['audit', 'audit', 'system', 'system', 'customer', 'self'], sample_u('found by', p.item_key)) AS found_by,
    CASE WHEN p.occurred_on + sample_int(1, 14, sample_u('resolved', p.item_key)) <= p.until_on
            AND sample_u('unresolved', p.item_key) > 0.04
        THEN p.occurred_on + sample_int(1, 14, sample_u('resolved', p.item_key)) END AS resolved_on
FROM paid AS p
WHERE p.occurred_on <= p.until_on;
