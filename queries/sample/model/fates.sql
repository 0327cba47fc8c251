-- What becomes of a policy as a whole: at most one lapse that is reinstated, one end by not paying, one end from outside.
--
--   late_*    the first instalment paid after its lapse; instalments that fall due until then are paid with it
--   never_*   the first instalment that is never paid: the policy ends (lapse; surrender before or after the due date; lapse
--             and surrender later; reduced paid-up, where there is cash value)
--   end_*     death claim, waiver, transfer, rescission, free look (of new policies): yearly rates of 0.5 % together
-- What would happen after the last day has not happened: such a reinstatement is a lapse without one.
CREATE TABLE sample_fates AS
WITH breaks AS (
    SELECT
        policy_no,
        min(due_on) FILTER (outcome = 'never') AS never_due,
        min(due_on) FILTER (outcome = 'late') AS late_due,
        arg_min(due_on + days, due_on) FILTER (outcome = 'late') AS late_paid
    FROM sample_draws
    WHERE outcome IN ('late', 'never')
    GROUP BY policy_no
),
first_break AS (
    SELECT
        b.policy_no,
        CASE WHEN b.late_due < coalesce(b.never_due, s.plan_until) AND b.late_paid <= s.until_on THEN b.late_due END AS late_due,
        CASE WHEN b.late_due < coalesce(b.never_due, s.plan_until) AND b.late_paid <= s.until_on THEN b.late_paid END AS late_paid,
        CASE WHEN b.late_paid > s.until_on THEN least(b.never_due, b.late_due) END AS lost_due
    FROM breaks AS b
    CROSS JOIN sample_settings AS s
),
nevers AS (
    SELECT
        f.policy_no,
        any_value(f.late_due) AS late_due,
        any_value(f.late_paid) AS late_paid,
        coalesce(any_value(f.lost_due), min(d.due_on) FILTER (d.outcome = 'never'
            AND (f.late_due IS NULL OR d.due_on > f.late_paid))) AS never_due
    FROM first_break AS f
    JOIN sample_draws AS d USING (policy_no)
    WHERE d.outcome IN ('late', 'never')
    GROUP BY f.policy_no
),
outside AS (
    SELECT
        p.policy_no,
        p.policy_key,
        p.issued_on,
        p.product_line,
        CASE
            WHEN p.issued_on >= s.history_from AND sample_u('free look', p.policy_key) < 0.012 THEN 'free_look'
            WHEN sample_u('end', p.policy_key) < 0.0045 THEN 'death_claim'
            WHEN sample_u('end', p.policy_key) < 0.0075 THEN 'waiver'
            WHEN sample_u('end', p.policy_key) < 0.0155 THEN 'transfer_out'
            WHEN sample_u('end', p.policy_key) < 0.0165 THEN 'rescission'
        END AS end_kind,
        greatest(p.issued_on, s.history_from)
            + CAST(floor(sample_u('end day', p.policy_key)
                * datediff('day', greatest(p.issued_on, s.history_from), s.until_on)) AS INTEGER) AS some_day,
        s.until_on
    FROM sample_policies AS p
    CROSS JOIN sample_settings AS s
),
all_fates AS (
    SELECT
        o.*,
        n.late_due,
        n.late_paid,
        n.never_due,
        CASE o.end_kind
            WHEN 'free_look' THEN least(o.issued_on + sample_int(2, 15, sample_u('end day', o.policy_key)), o.until_on)
            ELSE o.some_day
        END AS end_day
    FROM outside AS o
    LEFT JOIN nevers AS n USING (policy_no)
    WHERE o.end_kind IS NOT NULL OR n.policy_no IS NOT NULL
),
-- An end from outside needs a policy in force: one that is not about to end by itself, and has not lapsed.
settled AS (
    SELECT
        *,
        end_kind IS NOT NULL
            AND end_day < coalesce(never_due - 15, until_on + 1)
            AND NOT coalesce(end_day BETWEEN late_due AND late_paid, false) AS ends
    FROM all_fates
),
decided AS (
    SELECT
        policy_no,
        policy_key,
        CASE WHEN NOT ends OR end_day > late_paid THEN late_due END AS late_due,
        CASE WHEN NOT ends OR end_day > late_paid THEN late_paid END AS late_paid,
        never_due,
        CASE WHEN ends THEN end_kind END AS end_kind,
        CASE WHEN ends THEN end_day END AS end_on,
        CASE
            WHEN never_due IS NULL THEN NULL
            WHEN sample_u('never', policy_key) < 0.58 THEN 'lapse'
            WHEN sample_u('never', policy_key) < 0.70 OR product_line NOT IN ('终身寿险', '年金', '两全', '重疾险') THEN 'lapse, surrender'
            WHEN sample_u('never', policy_key) < 0.95 THEN 'surrender'
            ELSE 'reduced_paid_up'
        END AS never_kind,
        until_on
    FROM settled
)
SELECT
    policy_no,
    late_due,
    late_paid,
    never_due,
    never_kind,
    CASE never_kind
        WHEN 'surrender' THEN never_due + sample_int(-15, 55, sample_u('never day', policy_key))
        WHEN 'reduced_paid_up' THEN never_due + sample_int(20, 60, sample_u('never day', policy_key))
        WHEN 'lapse, surrender' THEN never_due + sample_int(70, 300, sample_u('never day', policy_key))
    END AS never_on,
    end_kind,
    end_on
FROM decided;
