-- What specialists did, in the window: the contacts of each stage while an item is open, the contact that led to the payment, and
-- service calls without a due item.
--
-- A stage contact happens with a chance by stage, times the diligence of the owner on that day and the work done on such a day
-- (sample_days). A customer who can be reached answers more often, and sample_draws made such a customer likelier to pay: so
-- effective contacts and payment go together for a reason, not by decree. Of the reached customers who pay after a reminder,
-- seven in ten have a contact in the five days before. Nobody works before hire, after leaving, or in a gap between two
-- assignments.
-- Order: occurred_at, activity_id
CREATE TABLE activities AS
WITH stages(stage_no, wait, jitter, chance, channels) AS (
    VALUES
        (1, -28, 5, 0.74, ['sms', 'sms', 'sms', 'app_push', 'wechat', 'wechat', 'email']),
        (2, -8, 4, 0.52, ['call', 'call', 'call', 'wechat', 'wechat', 'visit']),
        (3, 4, 2, 0.70, ['call', 'call', 'call', 'wechat', 'sms']),
        (4, 11, 3, 0.66, ['call', 'call', 'wechat', 'visit']),
        (5, 21, 4, 0.66, ['call', 'call', 'visit', 'wechat']),
        (6, 33, 4, 0.70, ['call', 'visit', 'visit', 'letter']),
        (7, 44, 4, 0.70, ['call', 'call', 'visit']),
        (8, 54, 4, 0.80, ['visit', 'visit', 'call']),
        (9, 72, 6, 0.45, ['call', 'letter', 'visit']),
        (10, 100, 15, 0.28, ['call', 'sms', 'visit'])
),
open_items AS (
    SELECT i.*
    FROM sample_items AS i
    CROSS JOIN sample_settings AS s
    WHERE i.due_no > 1 AND i.due_on BETWEEN s.window_from - 120 AND s.until_on + 40
),
stage_contacts AS (
    SELECT
        i.item_key,
        i.policy_no,
        i.due_no,
        i.due_id,
        i.customer_no,
        i.channel,
        i.reached,
        i.owner_no,
        i.next_no,
        i.next_from,
        hash(xor(hash(t.stage_no), i.item_key)) AS contact_key,
        t.stage_no,
        i.due_on + t.wait + sample_int(-t.jitter, t.jitter, sample_u('contact day', hash(xor(hash(t.stage_no), i.item_key)))) AS contact_on,
        t.chance * CASE WHEN i.per_year = 12 THEN CASE WHEN t.stage_no <= 2 THEN 0.12 ELSE 0.6 END ELSE 1.0 END AS chance,
        t.channels,
        CAST(NULL AS DATE) AS paid_on,
        least(coalesce(i.paid_on, DATE '9999-12-31'), coalesce(i.closed_on, DATE '9999-12-31')) AS open_until
    FROM open_items AS i
    CROSS JOIN stages AS t
),
last_contacts AS (
    SELECT
        item_key,
        policy_no,
        due_no,
        due_id,
        customer_no,
        channel,
        reached,
        owner_no,
        next_no,
        next_from,
        hash(xor(hash('last contact'), item_key)) AS contact_key,
        11 AS stage_no,
        paid_on - sample_int(0, 5, sample_u('last contact', item_key)) AS contact_on,
        0.70 AS chance,
        ['call', 'call', 'call', 'visit', 'visit', 'wechat'] AS channels,
        paid_on,
        DATE '9999-12-31' AS open_until
    FROM open_items
    WHERE reached AND paid_on > due_on + 2 AND outcome IN ('paid', 'late')
),
service_calls AS (
    SELECT
        hash(xor(hash(q.quarter_no), c.customer_key)) AS item_key,
        c.customer_no AS policy_no,
        CAST(q.quarter_no AS INTEGER) AS due_no,
        CAST(NULL AS VARCHAR) AS due_id,
        c.customer_no,
        'agency' AS channel,
        true AS reached,
        c.specialist_no AS owner_no,
        c.next_no,
        c.next_from,
        hash(xor(hash(q.quarter_no), c.customer_key)) AS contact_key,
        12 AS stage_no,
        CAST(s.window_from + to_months(CAST(3 * q.quarter_no AS INTEGER)) AS DATE)
            + sample_int(0, 89, sample_u('service day', hash(xor(hash(q.quarter_no), c.customer_key)))) AS contact_on,
        0.20 AS chance,
        ['wechat', 'wechat', 'call', 'visit'] AS channels,
        CAST(NULL AS DATE) AS paid_on,
        DATE '9999-12-31' AS open_until
    FROM sample_customers AS c
    CROSS JOIN sample_settings AS s
    CROSS JOIN generate_series(0, (s.months - 1) // 3) AS q(quarter_no)
),
planned AS (
    SELECT * FROM stage_contacts WHERE contact_on < open_until
    UNION ALL
    SELECT * FROM last_contacts
    UNION ALL
    SELECT * FROM service_calls
),
done AS (
    SELECT
        c.*,
        o.specialist_id,
        o.skill,
        sample_pick(c.channels, sample_u('by', c.contact_key)) AS kind,
        sample_u('answer', c.contact_key) AS answer
    FROM planned AS c
    JOIN sample_days AS d ON d.day = c.contact_on
    JOIN sample_specialists AS o ON o.specialist_no = CASE WHEN c.next_from <= c.contact_on THEN c.next_no ELSE c.owner_no END
    CROSS JOIN sample_settings AS s
    WHERE sample_u('done', c.contact_key) < c.chance * least(d.work, 1.2) * o.diligence
        AND c.contact_on >= o.hired_on
        AND (o.left_on IS NULL OR c.contact_on <= o.left_on)
        AND NOT (o.role = 'absent'
            AND c.contact_on >= s.until_month - to_months(7) AND c.contact_on < s.until_month - to_months(7) + INTERVAL 71 DAY)
),
answered AS (
    SELECT
        *,
        CASE
            WHEN stage_no = 12 THEN CASE WHEN kind = 'wechat' AND answer < 0.5 THEN 'left_message' ELSE 'connected' END
            WHEN stage_no = 11 AND contact_on = paid_on THEN 'paid'
            WHEN stage_no = 11 THEN CASE WHEN answer < 0.62 THEN 'promised' ELSE 'connected' END
            WHEN kind IN ('sms', 'app_push', 'letter', 'email') THEN CASE WHEN answer < 0.94 THEN 'left_message' ELSE 'connected' END
            WHEN reached THEN CASE
                WHEN answer < 0.34 + 0.10 * skill THEN 'connected'
                WHEN answer < 0.46 + 0.10 * skill THEN 'promised'
                WHEN answer < 0.53 THEN 'refused'
                WHEN answer < 0.86 THEN 'no_answer'
                ELSE 'left_message' END
            ELSE CASE
                WHEN answer < 0.05 THEN 'refused'
                WHEN answer < 0.15 THEN 'wrong_contact'
                WHEN answer < 0.78 THEN 'no_answer'
                ELSE 'left_message' END
        END AS outcome
    FROM done
),
objected AS (
    SELECT
        *,
        CASE
            WHEN stage_no = 12 THEN NULL
            WHEN outcome = 'refused' OR sample_u('objects', contact_key) < CASE outcome
                WHEN 'promised' THEN 0.30 WHEN 'connected' THEN 0.18 ELSE 0.0 END
                THEN sample_reason(channel, CASE WHEN sample_u('true reason', contact_key) < 0.8 THEN item_key ELSE contact_key END)
        END AS objection_code
    FROM answered
)
SELECT
    CASE WHEN a.stage_no = 12 THEN printf('VS%08d%03d', a.policy_no, a.due_no) ELSE printf('V%08d%03d%02d', a.policy_no, a.due_no, a.stage_no)
    END AS activity_id,
    a.specialist_id,
    CAST(a.contact_on AS TIMESTAMP) + to_seconds(CAST(sample_int(30600, 67500, sample_u('second', a.contact_key)) AS DOUBLE)) AS occurred_at,
    a.kind,
    a.due_id,
    printf('C%08d', a.customer_no) AS customer_id,
    a.outcome,
    CASE WHEN a.outcome = 'promised' THEN a.contact_on + sample_int(3, 9, sample_u('promised', a.contact_key)) END AS promised_on,
    a.objection_code,
    CASE WHEN sample_u('script', a.contact_key) < 0.62 THEN t.script_id END AS script_id,
    CASE
        WHEN a.outcome NOT IN ('connected', 'promised', 'refused', 'paid') THEN NULL
        WHEN a.kind = 'call' THEN sample_int(45, 520, sample_u('duration', a.contact_key))
        WHEN a.kind = 'visit' THEN sample_int(600, 4200, sample_u('duration', a.contact_key))
    END AS duration_seconds,
    CASE WHEN sample_u('note', a.contact_key) < 0.12 THEN
        CASE a.outcome
            WHEN 'promised' THEN printf('客户答应%d日前缴费', day(a.contact_on + sample_int(3, 9, sample_u('promised', a.contact_key))))
            WHEN 'refused' THEN sample_pick(['客户暂不考虑续缴', '客户语气强硬，改日再联系', '客户要求先看现金价值'], sample_u('note text', a.contact_key))
            WHEN 'connected' THEN sample_pick(['已说明缴费方式', '客户要与家人商量', '客户在外地，约下周再谈', '已讲解宽限期', '客户询问红利情况'],
                sample_u('note text', a.contact_key))
            WHEN 'paid' THEN sample_pick(['当场完成缴费', '手机缴费成功', '陪同客户完成转账'], sample_u('note text', a.contact_key))
            WHEN 'no_answer' THEN sample_pick(['无人接听', '关机', '晚间再拨'], sample_u('note text', a.contact_key))
            WHEN 'wrong_contact' THEN '号码已换人，需核实联系方式'
        END
    END AS note
FROM objected AS a
LEFT JOIN scripts AS t USING (objection_code);
