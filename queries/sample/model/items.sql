-- The due items as they stand: draws and fates put together, with who owns them.
--
-- An item is dropped if its policy ended or lapsed before the plan would have listed it: plans list items 45 days ahead. Its first
-- owner is who serves the customer on that day; if the customer changes hands while it is open, an ownership row follows
-- (leaver, newcomer). Apart from that, one open item in sixteen is given to a colleague on day 40, to try again.
CREATE TABLE sample_items AS
WITH joined AS (
    SELECT
        d.policy_no,
        d.due_no,
        d.due_on,
        d.item_key,
        d.reached,
        CASE
            WHEN f.end_on < d.due_on + coalesce(d.days, 999) AND d.outcome <> 'late' THEN 'exempt'
            WHEN d.due_on = f.late_due THEN 'late'
            WHEN d.due_on > f.late_due AND d.due_on <= f.late_paid THEN 'arrears'
            WHEN d.due_on >= f.never_due THEN 'never'
            WHEN d.outcome IN ('late', 'never') THEN 'paid'
            ELSE d.outcome
        END AS outcome,
        CASE
            WHEN d.due_on >= f.late_due AND d.due_on <= f.late_paid THEN f.late_paid
            WHEN d.due_on >= f.never_due OR f.end_on < d.due_on + coalesce(d.days, 999) THEN NULL
            -- Whoever surrenders has settled what was due before.
            ELSE least(d.due_on + CASE WHEN d.outcome IN ('late', 'never') THEN 57 ELSE d.days END, f.never_on)
        END AS paid_on,
        least(f.end_on, f.never_on) AS closed_on,
        p.customer_no,
        p.amount_due,
        p.by_debit,
        p.channel,
        p.participating,
        p.per_year,
        p.specialist_no,
        p.next_no,
        p.next_from,
        s.until_on
    FROM sample_draws AS d
    JOIN sample_policies AS p USING (policy_no)
    CROSS JOIN sample_settings AS s
    LEFT JOIN sample_fates AS f USING (policy_no)
    WHERE (f.never_due IS NULL OR d.due_on <= f.never_due + 60 OR f.never_due + 60 > s.until_on)
        AND (f.end_on IS NULL OR d.due_on <= f.end_on + 45)
),
owned AS (
    SELECT
        j.*,
        CASE WHEN j.next_from <= j.due_on - 45 THEN j.next_no ELSE j.specialist_no END AS owner_no,
        CASE
            WHEN j.next_from > j.due_on - 45 AND j.next_from < j.due_on + 240 AND j.next_from <= j.until_on
                AND coalesce(j.paid_on, j.closed_on, j.next_from) >= j.next_from THEN j.next_no
        END AS heir_no,
        sample_u('helper', j.item_key) AS helper_draw,
        sample_u('given on day 40', j.item_key) < 0.06
            AND j.due_on + 40 <= j.until_on
            AND coalesce(j.paid_on, j.closed_on, j.due_on + 41) > j.due_on + 40 AS given
    FROM joined AS j
),
helped AS (
    SELECT
        o.*,
        CASE WHEN o.given AND o.heir_no IS NULL AND o.due_no > 1 THEN sample_pick(r.stable, o.helper_draw) END AS helper_no
    FROM owned AS o
    JOIN sample_specialists AS p ON p.specialist_no = o.owner_no
    JOIN sample_rosters AS r USING (team_no)
)
SELECT
    policy_no,
    due_no,
    due_on,
    item_key,
    printf('D%08d%03d', policy_no, due_no) AS due_id,
    customer_no,
    amount_due,
    by_debit,
    channel,
    participating,
    per_year,
    reached,
    outcome,
    paid_on,
    closed_on,
    owner_no,
    CASE WHEN heir_no <> owner_no THEN heir_no WHEN helper_no <> owner_no THEN helper_no END AS next_no,
    CASE WHEN heir_no <> owner_no THEN next_from WHEN helper_no <> owner_no THEN due_on + 40 END AS next_from
FROM helped;
