-- Coaching in the window: the struggling and the new every second week, others about once a quarter; by the team's supervisor.
-- order: on_day, specialist_id, kind
CREATE TABLE coaching AS
WITH days AS (
    SELECT day, isodow(day) AS weekday FROM sample_days WHERE work > 0.5
),
held AS (
    SELECT
        o.specialist_id,
        t.team_id,
        d.day,
        hash(xor(hash(d.day), o.specialist_key)) AS coaching_key,
        CASE WHEN o.role IN ('struggling', 'newcomer', 'joiner') THEN 0.5 ELSE 0.08 END AS share
    FROM sample_specialists AS o
    JOIN sample_teams AS t USING (team_no)
    JOIN days AS d ON d.weekday = 2 AND d.day BETWEEN o.hired_on AND coalesce(o.left_on, DATE '9999-12-31')
)
SELECT
    'M' || team_id AS coach_id,
    specialist_id,
    day AS on_day,
    sample_pick(['accompany', 'plan', 'script', 'review'], sample_u('coaching kind', coaching_key)) AS kind,
    CASE WHEN sample_u('coaching note', coaching_key) < 0.5 THEN
        sample_pick(['开场再自然些', '先问需求再谈缴费', '计划排得太满', '异议处理有进步', '评鉴表原因写具体'],
            sample_u('coaching text', coaching_key)) END AS note
FROM held
WHERE sample_u('coached', coaching_key) < share;
