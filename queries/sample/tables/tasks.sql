-- Plans of the day in the window: three of four contacts were planned for their day, most of them from the worklist. What a
-- specialist does not get done is moved to the day of the contact or dropped; the diligent leave less undone.
-- order: on_day, task_id
CREATE TABLE tasks AS
WITH doings AS (
    SELECT
        a.*,
        CAST(a.occurred_at AS DATE) AS on_day,
        hash(xor(hash(a.activity_id), s.seed_key)) AS doing_key,
        o.diligence,
        s.window_from
    FROM activities AS a
    JOIN sample_specialists AS o USING (specialist_id)
    CROSS JOIN sample_settings AS s
    WHERE a.kind IN ('call', 'visit', 'wechat')
),
planned AS (
    SELECT *, 0 AS days_before FROM doings WHERE sample_u('planned', doing_key) < 0.75
    UNION ALL
    SELECT *, sample_int(1, 3, sample_u('put off', doing_key))
    FROM doings
    WHERE sample_u('undone', doing_key) < greatest(0.02, 0.34 - 0.22 * diligence)
)
SELECT
    printf('K%s%s', substr(activity_id, 2), CASE WHEN days_before = 0 THEN '' ELSE 'X' END) AS task_id,
    on_day - days_before AS on_day,
    specialist_id,
    due_id,
    customer_id,
    CASE
        WHEN due_id IS NULL THEN '客户关怀'
        WHEN outcome = 'paid' THEN '承诺到期'
        ELSE sample_pick(['阶段跟进', '阶段跟进', '扣款失败跟进', '宽限期将满'], sample_u('task', doing_key))
    END AS kind,
    sample_pick(['worklist', 'worklist', 'worklist', 'self', 'supervisor'], sample_u('source', doing_key)) AS source,
    kind AS planned_channel,
    printf('%02d:%02d', hour(occurred_at), 30 * (minute(occurred_at) // 30)) AS planned_time,
    CASE WHEN kind = 'visit' THEN sample_pick(['客户家中', '客户单位', '营业网点', '社区服务站'], sample_u('place', doing_key)) END AS place,
    CASE
        WHEN days_before = 0 THEN 'done'
        WHEN sample_u('dropped', doing_key) < 0.2 THEN 'dropped'
        ELSE 'moved'
    END AS state,
    CASE WHEN days_before = 0 THEN activity_id END AS activity_id
FROM planned
WHERE on_day - days_before >= window_from;
