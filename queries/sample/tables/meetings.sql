-- Meetings of the window: an evening meeting of every team on Fridays, a weekly one of every branch on Mondays, a joint one of the
-- company with underwriting and service on the first Wednesday of a month.
-- order: on_day, meeting_id
CREATE TABLE meetings AS
WITH days AS (
    SELECT d.day, isodow(d.day) AS weekday FROM sample_days AS d WHERE d.work > 0.5
),
held AS (
    SELECT d.day, 'evening' AS kind, 'team' AS scope, t.team_id AS scope_id, 4 AS heads
    FROM days AS d CROSS JOIN sample_teams AS t
    WHERE d.weekday = 5
    UNION ALL
    SELECT d.day, 'weekly', 'branch', t.branch_id, 9
    FROM days AS d CROSS JOIN (SELECT DISTINCT branch_id FROM sample_teams) AS t
    WHERE d.weekday = 1
    UNION ALL
    SELECT d.day, 'joint', 'company', 'company', 12
    FROM days AS d
    WHERE d.weekday = 3 AND day(d.day) <= 7
),
keyed AS (
    SELECT h.*, hash(xor(hash(concat_ws('|', h.day, h.scope_id)), s.seed_key)) AS meeting_key
    FROM held AS h
    CROSS JOIN sample_settings AS s
)
SELECT
    printf('H%s%s%s', strftime(day, '%y%m%d'), upper(substr(kind, 1, 1)), scope_id) AS meeting_id,
    day AS on_day,
    kind,
    scope,
    scope_id,
    greatest(1, heads - sample_int(0, 2, sample_u('absent', meeting_key))) AS attended,
    CASE WHEN sample_u('minutes', meeting_key) < 0.6 THEN
        sample_pick(['通报本周达成，逐件过宽末件', '分析未收原因，安排陪访', '宣导自动垫交政策', '协调核保与客服的疑难件'],
            sample_u('minutes text', meeting_key)) END AS minutes
FROM keyed;
