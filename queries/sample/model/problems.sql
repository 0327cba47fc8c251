-- The problems of customers in the window, before anybody deals with them: one in about 20 due items, more with poor service,
-- from ten days before the due day to 45 after it; seldom on a Sunday. Debits that fail trouble those who pay by debit.
CREATE TABLE sample_problems AS
WITH drawn AS (
    SELECT
        i.*,
        hash(xor(hash('problem'), i.item_key)) AS problem_key,
        i.due_on + sample_int(-10, 45, sample_u('problem day', i.item_key)) AS drawn_on,
        s.window_from
    FROM sample_items AS i
    CROSS JOIN sample_settings AS s
    WHERE i.due_no > 1 AND sample_u('problem', i.item_key) < 0.15
),
moved AS (
    SELECT
        *,
        drawn_on + CASE WHEN isodow(drawn_on) = 7 AND sample_u('sunday', problem_key) < 0.9 THEN 1 ELSE 0 END AS opened_on
    FROM drawn
)
SELECT
    m.policy_no,
    q.policy_id,
    m.due_no,
    m.due_id,
    m.customer_no,
    m.problem_key,
    o.specialist_id,
    o.service,
    CAST(m.opened_on AS TIMESTAMP) + to_seconds(CAST(sample_int(30000, 67500, sample_u('problem second', m.problem_key)) AS DOUBLE))
        AS opened_at,
    CASE WHEN m.by_debit AND sample_u('debit problem', m.problem_key) < 0.45 THEN 'debit'
        ELSE sample_pick(
            ['info_change', 'info_change', 'info_change', 'health', 'finance', 'finance', 'service', 'service', 'claim', 'receipt', 'system',
             'surrender_request', 'other'],
            sample_u('problem kind', m.problem_key)) END AS kind
FROM moved AS m
JOIN sample_specialists AS o ON o.specialist_no = CASE WHEN m.next_from <= m.opened_on THEN m.next_no ELSE m.owner_no END
JOIN sample_policies AS q USING (policy_no)
CROSS JOIN sample_settings AS s
WHERE m.opened_on BETWEEN m.window_from AND s.until_on
    AND m.opened_on BETWEEN o.hired_on AND coalesce(o.left_on, s.until_on)
    AND sample_u('problem', m.item_key) < 0.05 * exp(-0.35 * o.service) * CASE WHEN m.per_year = 12 THEN 0.2 ELSE 1.0 END;
