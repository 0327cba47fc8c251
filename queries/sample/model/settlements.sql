-- How each item that is touched by money is paid: the pattern, the method, the parts.
--
--   plain      one payment
--   wrong      booked to the wrong account, reversed days later and paid again; more often in the last two days of a month, and
--              then reversed in the first days of the next one, after the books were closed
--   parts      two payments;  part: one part and never the rest
--   over       rounded up to the next hundred by the customer
--   dividend   paid from dividends;  prepaid: from the balance held;  loan: automatic premium loan at the end of grace, repaid by
--              three of five
--   pending    on its way for a day before it arrives
--   cancelled  paid, then given back because the customer surrendered
--   none       nothing arrives
CREATE TABLE sample_settlements AS
WITH drawn AS (
    SELECT
        i.*,
        s.until_on,
        sample_u('pattern', i.item_key) AS pattern_draw,
        sample_u('method', i.item_key) AS method_draw,
        i.paid_on - i.due_on AS days
    FROM sample_items AS i
    CROSS JOIN sample_settings AS s
    WHERE i.outcome <> 'exempt' OR i.by_debit
)
SELECT
    policy_no,
    due_no,
    due_on,
    item_key,
    due_id,
    amount_due,
    CASE
        WHEN outcome = 'loan' THEN 'loan'
        WHEN outcome = 'never' AND per_year = 1 AND pattern_draw < 0.03 THEN 'part'
        WHEN outcome = 'never' AND per_year = 1 AND pattern_draw < 0.10
            AND closed_on BETWEEN due_on + 4 AND least(due_on + 55, until_on) THEN 'cancelled'
        WHEN paid_on IS NULL THEN 'none'
        WHEN due_no = 1 OR outcome <> 'paid' THEN 'plain'
        WHEN pattern_draw < 0.0022 THEN 'wrong'
        WHEN pattern_draw < 0.0110 AND paid_on > last_day(paid_on) - 2 THEN 'wrong'
        WHEN pattern_draw BETWEEN 0.02 AND 0.028 AND days > 0 THEN 'parts'
        WHEN pattern_draw BETWEEN 0.03 AND 0.034 AND days > 2 THEN 'over'
        WHEN pattern_draw BETWEEN 0.04 AND 0.046 AND participating THEN 'dividend'
        WHEN pattern_draw BETWEEN 0.05 AND 0.080 AND days <= 2 THEN 'prepaid'
        WHEN pattern_draw BETWEEN 0.10 AND 0.115 AND days > 0 THEN 'pending'
        ELSE 'plain'
    END AS pattern,
    CASE
        WHEN due_no = 1 THEN CASE WHEN by_debit THEN 'bank_debit' ELSE sample_pick(['transfer', 'card', 'mobile'], method_draw) END
        WHEN by_debit AND days BETWEEN 0 AND 2 THEN 'bank_debit'
        WHEN by_debit AND days BETWEEN 3 AND 25 AND method_draw < 0.45 THEN 'bank_debit'
        WHEN outcome IN ('late', 'arrears') THEN sample_pick(['counter', 'counter', 'transfer', 'mobile'], method_draw)
        ELSE sample_pick(
            ['mobile', 'mobile', 'mobile', 'mobile', 'mobile', 'transfer', 'transfer', 'card', 'counter', 'cash'], method_draw)
    END AS method,
    CASE WHEN outcome = 'never' THEN due_on + sample_int(1, 3, sample_u('first', item_key)) ELSE paid_on END AS paid_on,
    closed_on,
    paid_on AS settles_on,
    by_debit,
    CAST(round(amount_due * sample_pick([0.3, 0.4, 0.5, 0.5, 0.6, 0.7], sample_u('part', item_key)), 2) AS DECIMAL(18, 2)) AS part
FROM drawn;
