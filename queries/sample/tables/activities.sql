-- What specialists did, in the window: each contact with its kind, what came of it, objection, script and note.
--
-- Early stages use messages and calls, late ones visits. Promises run three to nine days. Objections mostly are the reason the
-- customer would lapse for.
-- order: occurred_at, activity_id
-- leaves_out: purpose
CREATE TABLE activities AS
WITH answered AS (
    SELECT
        c.*,
        o.specialist_id,
        sample_u('answer', c.contact_key) AS answer,
        0.10 * o.skill AS better,
        sample_pick(
            CASE c.stage_no
                WHEN 1 THEN ['sms', 'sms', 'sms', 'app_push', 'wechat', 'wechat', 'email']
                WHEN 2 THEN ['call', 'call', 'call', 'wechat', 'wechat', 'visit']
                WHEN 3 THEN ['call', 'call', 'call', 'wechat', 'sms']
                WHEN 4 THEN ['call', 'call', 'wechat', 'visit']
                WHEN 5 THEN ['call', 'call', 'visit', 'wechat']
                WHEN 6 THEN ['call', 'visit', 'visit', 'letter']
                WHEN 7 THEN ['call', 'call', 'visit']
                WHEN 8 THEN ['visit', 'visit', 'call']
                WHEN 9 THEN ['call', 'letter', 'visit']
                WHEN 10 THEN ['call', 'sms', 'visit']
                WHEN 11 THEN ['call', 'call', 'call', 'visit', 'visit', 'wechat']
                ELSE ['wechat', 'wechat', 'call', 'visit']
            END,
            sample_u('by', c.contact_key)) AS kind
    FROM sample_contacts AS c
    JOIN sample_specialists AS o USING (specialist_no)
),
ended AS (
    SELECT
        *,
        CASE
            WHEN stage_no = 12 THEN CASE WHEN kind = 'wechat' AND answer < 0.5 THEN 'left_message' ELSE 'connected' END
            WHEN stage_no = 11 AND contact_on = paid_on THEN 'paid'
            WHEN stage_no = 11 THEN CASE WHEN answer < 0.62 THEN 'promised' ELSE 'connected' END
            WHEN kind IN ('sms', 'app_push', 'letter', 'email') THEN
                CASE WHEN answer < 0.94 THEN 'left_message' ELSE 'connected' END
            WHEN reached THEN CASE
                WHEN answer < 0.34 + better THEN 'connected'
                WHEN answer < 0.46 + better THEN 'promised'
                WHEN answer < 0.53 THEN 'refused'
                WHEN answer < 0.86 THEN 'no_answer'
                ELSE 'left_message' END
            ELSE CASE
                WHEN answer < 0.05 THEN 'refused'
                WHEN answer < 0.15 THEN 'wrong_contact'
                WHEN answer < 0.78 THEN 'no_answer'
                ELSE 'left_message' END
        END AS outcome
    FROM answered
),
objected AS (
    SELECT
        *,
        CASE WHEN outcome = 'promised' THEN contact_on + sample_int(3, 9, sample_u('promised', contact_key)) END AS promised_on,
        CASE
            WHEN stage_no = 12 THEN NULL
            WHEN outcome = 'refused' OR sample_u('objects', contact_key) < CASE outcome
                WHEN 'promised' THEN 0.30 WHEN 'connected' THEN 0.18 ELSE 0.0 END
                THEN sample_reason(channel, CASE WHEN sample_u('true reason', contact_key) < 0.8 THEN item_key ELSE contact_key END)
        END AS objection_code,
        CASE WHEN sample_u('note', contact_key) < 0.12 THEN sample_u('note text', contact_key) END AS note_draw,
        sample_int(30600, 67500, sample_u('second', contact_key)) AS second
    FROM ended
)
SELECT
    CASE WHEN a.stage_no = 12 THEN printf('VS%08d%03d', a.customer_no, a.due_no)
        ELSE printf('V%08d%03d%02d', a.policy_no, a.due_no, a.stage_no) END AS activity_id,
    a.specialist_id,
    CAST(a.contact_on AS TIMESTAMP) + to_seconds(CAST(a.second AS DOUBLE)) AS occurred_at,
    a.kind,
    CASE WHEN a.stage_no < 12 THEN printf('D%08d%03d', a.policy_no, a.due_no) END AS due_id,
    printf('C%08d', a.customer_no) AS customer_id,
    a.outcome,
    a.promised_on,
    a.objection_code,
    CASE WHEN sample_u('script', a.contact_key) < 0.62 THEN t.script_id END AS script_id,
    CASE
        WHEN a.outcome NOT IN ('connected', 'promised', 'refused', 'paid') THEN NULL
        WHEN a.kind = 'call' THEN sample_int(45, 520, sample_u('duration', a.contact_key))
        WHEN a.kind = 'visit' THEN sample_int(600, 4200, sample_u('duration', a.contact_key))
    END AS duration_seconds,
    CASE WHEN a.note_draw IS NOT NULL THEN CASE a.outcome
        WHEN 'promised' THEN printf('客户答应%d日前缴费', day(a.promised_on))
        WHEN 'refused' THEN sample_pick(['客户暂不考虑续缴', '客户语气强硬，改日再联系', '客户要求先看现金价值'], a.note_draw)
        WHEN 'connected' THEN CASE WHEN a.stage_no = 12
            THEN sample_pick(['生日祝福', '节日问候', '做了保单检视', '协助更新联系方式', '答复红利查询'], a.note_draw)
            ELSE sample_pick(['已说明缴费方式', '客户要与家人商量', '客户在外地，约下周再谈', '已讲解宽限期', '客户询问红利情况'], a.note_draw) END
        WHEN 'paid' THEN sample_pick(['当场完成缴费', '手机缴费成功', '陪同客户完成转账'], a.note_draw)
        WHEN 'no_answer' THEN sample_pick(['无人接听', '关机', '晚间再拨'], a.note_draw)
        WHEN 'wrong_contact' THEN '号码已换人，需核实联系方式'
    END END AS note
FROM objected AS a
LEFT JOIN scripts AS t USING (objection_code);
