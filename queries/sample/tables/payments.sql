-- Payments up to the last day: what the settlements say, and the debits that failed before.
--
-- A debit is tried on the due date and, while the item is open, five and fifteen days later; not every bank is tried each
-- time. A failure of the bank's own system is a matter of the first attempt and mends itself; the other codes belong to the
-- customer's account and repeat. Debits are booked before seven in the morning, other methods through the day.
-- order: paid_on, payment_id
CREATE TABLE payments AS
WITH debits AS (
    SELECT
        s.*,
        a.attempt,
        s.due_on + a.wait AS tried_on,
        CASE
            WHEN a.attempt = 1 AND s.settles_on - s.due_on BETWEEN 1 AND 2
                THEN sample_pick(['bank_system', 'bank_system', 'insufficient_funds'], sample_u('early failure', s.item_key))
            WHEN a.attempt = 1 AND sample_u('bank down', s.item_key) < 0.08 THEN 'bank_system'
            ELSE sample_pick(
                ['insufficient_funds', 'insufficient_funds', 'insufficient_funds', 'insufficient_funds', 'insufficient_funds',
                 'insufficient_funds', 'insufficient_funds', 'card_expired', 'card_expired', 'account_closed'],
                sample_u('failure', s.item_key))
        END AS failure_code
    FROM sample_settlements AS s
    CROSS JOIN (VALUES (1, 0, 0.62), (2, 5, 0.36), (3, 15, 0.30)) AS a(attempt, wait, chance)
    WHERE s.by_debit
        AND s.due_no > 1
        AND s.due_on + a.wait < least(coalesce(s.settles_on, DATE '9999-12-31'), coalesce(s.closed_on, DATE '9999-12-31'),
            CASE WHEN s.pattern IN ('cancelled', 'part') THEN s.paid_on ELSE DATE '9999-12-31' END)
        AND sample_u('debit attempt', xor(s.item_key, CAST(a.attempt AS UBIGINT)))
            < CASE WHEN s.settles_on - s.due_on <= 2 THEN 0.30 ELSE a.chance END
),
moves AS (
    SELECT policy_no, due_no, item_key, due_id, attempt AS move_no, tried_on AS moved_on, amount_due AS amount,
        'bank_debit' AS method, 'failed' AS status, 'customer' AS funding, failure_code, CAST(NULL AS INTEGER) AS reverses_no
    FROM debits
    UNION ALL
    SELECT policy_no, due_no, item_key, due_id, 4, paid_on - 1, amount_due, method, 'pending', 'customer', NULL, NULL
    FROM sample_settlements
    WHERE pattern = 'pending'
    UNION ALL
    SELECT policy_no, due_no, item_key, due_id, 5,
        CASE pattern WHEN 'part' THEN paid_on ELSE paid_on - sample_int(1, 8, sample_u('first part', item_key)) END,
        part, method, 'success', 'customer', NULL, NULL
    FROM sample_settlements
    WHERE pattern IN ('part', 'parts')
    UNION ALL
    SELECT policy_no, due_no, item_key, due_id, 6, paid_on,
        CASE pattern
            WHEN 'parts' THEN amount_due - part
            WHEN 'over' THEN CAST((floor(amount_due / 100) + 1) * 100 AS DECIMAL(18, 2))
            ELSE amount_due
        END,
        CASE WHEN pattern IN ('loan', 'dividend', 'prepaid') THEN 'transfer' ELSE method END,
        'success',
        CASE pattern
            WHEN 'loan' THEN 'policy_loan'
            WHEN 'dividend' THEN 'dividend'
            WHEN 'prepaid' THEN 'prepaid_balance'
            ELSE 'customer'
        END,
        NULL, NULL
    FROM sample_settlements
    WHERE pattern NOT IN ('none', 'part')
    UNION ALL
    SELECT policy_no, due_no, item_key, due_id, 7,
        CASE
            WHEN pattern = 'cancelled' THEN closed_on
            WHEN paid_on > last_day(paid_on) - 2 THEN last_day(paid_on) + sample_int(1, 3, sample_u('reversed', item_key))
            ELSE paid_on + sample_int(1, 15, sample_u('reversed', item_key))
        END,
        amount_due, method, 'reversal', 'customer', NULL, 6
    FROM sample_settlements
    WHERE pattern IN ('wrong', 'cancelled')
    UNION ALL
    SELECT policy_no, due_no, item_key, due_id, 8, paid_on + 15 + sample_int(1, 12, sample_u('paid again', item_key)), amount_due,
        'transfer', 'success', 'customer', NULL, NULL
    FROM sample_settlements
    WHERE pattern = 'wrong'
    UNION ALL
    SELECT policy_no, due_no, item_key, due_id, 9, paid_on + sample_int(10, 90, sample_u('repaid', item_key)), amount_due,
        sample_pick(['transfer', 'mobile', 'counter'], sample_u('repaid by', item_key)),
        'success', 'policy_loan_repayment', NULL, NULL
    FROM sample_settlements
    WHERE pattern = 'loan' AND sample_u('repays', item_key) < 0.6
)
SELECT
    printf('P%08d%03d%d', m.policy_no, m.due_no, m.move_no) AS payment_id,
    m.due_id,
    CAST(m.moved_on AS TIMESTAMP) + to_seconds(CAST(CASE
        WHEN m.method = 'bank_debit' AND m.status <> 'reversal'
            THEN sample_int(18000, 25199, sample_u('second', xor(m.item_key, CAST(m.move_no AS UBIGINT))))
        ELSE sample_int(28800, 77399, sample_u('second', xor(m.item_key, CAST(m.move_no AS UBIGINT))))
    END AS DOUBLE)) AS paid_on,
    m.amount,
    m.method,
    m.status,
    m.funding,
    m.failure_code,
    CASE WHEN m.reverses_no IS NOT NULL THEN printf('P%08d%03d%d', m.policy_no, m.due_no, m.reverses_no) END AS reverses_payment_id
FROM moves AS m
CROSS JOIN sample_settings AS s
WHERE m.moved_on <= s.until_on;
