-- What weekly and joint meetings agreed on: one or two actions each, due within two weeks; seven of ten are done in time, one in
-- eight never.
-- order: due_on, action_id
CREATE TABLE meeting_actions AS
WITH agreed AS (
    SELECT m.*, n.turn, hash(xor(hash(n.turn), xor(hash(m.meeting_id), s.seed_key))) AS action_key, s.until_on, s.specialists
    FROM meetings AS m
    CROSS JOIN (VALUES (1, 0.8), (2, 0.4)) AS n (turn, share)
    CROSS JOIN sample_settings AS s
    WHERE m.kind IN ('weekly', 'joint')
        AND sample_u('action', hash(xor(hash(n.turn), xor(hash(m.meeting_id), s.seed_key)))) < n.share
),
timed AS (
    SELECT
        *,
        on_day + sample_int(3, 14, sample_u('due', action_key)) AS due_on,
        CASE WHEN sample_u('done', action_key) < 0.875 THEN sample_int(-3, 4, sample_u('delay', action_key)) END AS delay
    FROM agreed
)
SELECT
    printf('W%s%d', substr(meeting_id, 2), turn) AS action_id,
    meeting_id,
    sample_pick(['补齐客户联系方式', '安排宽末件陪访', '与财务核对在途扣款', '整理疑难案例报核保', '更新话术并演练'], sample_u('text', action_key))
        AS text,
    printf('S%05d', 1 + CAST(floor(specialists * sample_u('owner', action_key)) AS INTEGER)) AS owner,
    due_on,
    CASE WHEN due_on + delay <= until_on THEN greatest(on_day, due_on + delay) END AS done_on
FROM timed;
