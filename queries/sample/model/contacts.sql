-- The contacts of the window, before anything is said in them: the contacts of each stage while an item is open, the contact that
-- led to the payment (stage 11), and service calls without a due item (stage 12).
--
-- A stage contact happens with a chance by stage, times the diligence of the owner on that day and the work done on such a day
-- (sample_days). A customer who can be reached answers more often, and sample_draws made such a customer likelier to pay: so
-- effective contacts and payment go together for a reason, not by decree. Of the reached customers who pay after a reminder,
-- seven in ten have a contact in the five days before. Nobody works before hire, after leaving, or in a gap between two
-- assignments.
CREATE TABLE sample_contacts AS
WITH stages(stage_no, wait, jitter, chance) AS (
    VALUES
        (1, -28, 5, 0.74), (2, -8, 4, 0.52), (3, 4, 2, 0.70), (4, 11, 3, 0.66), (5, 21, 4, 0.66), (6, 33, 4, 0.70),
        (7, 44, 4, 0.70), (8, 54, 4, 0.80), (9, 72, 6, 0.45), (10, 100, 15, 0.28)
),
quarters AS (
    SELECT unnest(range((months + 2) // 3)) AS quarter_no, window_from FROM sample_settings
),
open_items AS NOT MATERIALIZED (
    SELECT i.*
    FROM sample_items AS i
    CROSS JOIN sample_settings AS s
    WHERE i.due_no > 1 AND i.due_on BETWEEN s.window_from - 120 AND s.until_on + 40
),
keyed AS (
    SELECT i.*, t.*, hash(xor(hash(t.stage_no), i.item_key)) AS contact_key
    FROM open_items AS i
    CROSS JOIN stages AS t
),
stage_contacts AS (
    SELECT
        policy_no,
        due_no,
        customer_no,
        channel,
        item_key,
        reached,
        owner_no,
        next_no,
        next_from,
        stage_no,
        contact_key,
        due_on + wait + sample_int(-jitter, jitter, sample_u('contact day', contact_key)) AS contact_on,
        chance * CASE WHEN per_year < 12 THEN 1.0 WHEN stage_no <= 2 THEN 0.12 ELSE 0.6 END AS chance,
        CAST(NULL AS DATE) AS paid_on
    FROM keyed
    WHERE due_on + wait + sample_int(-jitter, jitter, sample_u('contact day', contact_key))
        < least(coalesce(paid_on, DATE '9999-12-31'), coalesce(closed_on, DATE '9999-12-31'))
),
last_contacts AS (
    SELECT
        policy_no,
        due_no,
        customer_no,
        channel,
        item_key,
        reached,
        owner_no,
        next_no,
        next_from,
        11,
        hash(xor(hash('last contact'), item_key)),
        paid_on - sample_int(0, 5, sample_u('last contact', item_key)),
        0.70,
        paid_on
    FROM open_items
    WHERE reached AND paid_on > due_on + 2 AND outcome IN ('paid', 'late')
),
calls AS (
    SELECT c.*, q.*, hash(xor(hash(q.quarter_no), c.customer_key)) AS call_key
    FROM sample_customers AS c
    CROSS JOIN quarters AS q
),
service_calls AS (
    SELECT
        CAST(NULL AS BIGINT),
        CAST(quarter_no AS INTEGER),
        customer_no,
        CAST(NULL AS VARCHAR),
        call_key,
        true,
        specialist_no,
        next_no,
        next_from,
        12,
        call_key,
        CAST(window_from + to_months(CAST(3 * quarter_no AS INTEGER)) AS DATE) + sample_int(0, 89, sample_u('service day', call_key)),
        0.20,
        CAST(NULL AS DATE)
    FROM calls
),
planned AS (
    FROM stage_contacts UNION ALL FROM last_contacts UNION ALL FROM service_calls
)
SELECT
    c.policy_no,
    c.due_no,
    c.customer_no,
    c.channel,
    c.item_key,
    c.reached,
    c.stage_no,
    c.contact_key,
    c.contact_on,
    c.paid_on,
    o.specialist_no
FROM planned AS c
JOIN sample_days AS d ON d.day = c.contact_on
JOIN sample_specialists AS o ON o.specialist_no = CASE WHEN c.next_from <= c.contact_on THEN c.next_no ELSE c.owner_no END
CROSS JOIN sample_settings AS s
WHERE sample_u('done', c.contact_key) < c.chance * least(d.work, 1.2) * o.diligence
    AND c.contact_on BETWEEN o.hired_on AND coalesce(o.left_on, s.until_on)
    AND NOT (o.role = 'absent'
        AND c.contact_on >= s.until_month - to_months(7)
        AND c.contact_on < s.until_month - to_months(7) + INTERVAL 71 DAY);
