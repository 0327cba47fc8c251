-- Surveys in the window: sent some days after a payment (two in five; few for monthly ones), answered by two in five. The score
-- follows the service of the specialist and suffers when the payment took long.
-- order: sent_on, survey_id
-- leaves_out: survey_channel, touchpoint, topic
CREATE TABLE surveys AS
WITH sent AS (
    SELECT
        i.*,
        i.paid_on + sample_int(2, 6, sample_u('survey day', i.item_key)) AS sent_on,
        o.specialist_id,
        o.service,
        s.window_from,
        s.until_on
    FROM sample_items AS i
    JOIN sample_specialists AS o ON o.specialist_no = CASE WHEN i.next_from <= i.paid_on THEN i.next_no ELSE i.owner_no END
    CROSS JOIN sample_settings AS s
    WHERE i.due_no > 1
        AND i.paid_on <= s.until_on
        AND sample_u('survey', i.item_key) < CASE WHEN i.per_year = 12 THEN 0.04 ELSE 0.42 END
),
answered AS (
    SELECT
        *,
        sent_on + CAST(floor(12 * pow(sample_u('answer day', item_key), 2)) AS INTEGER) AS answered_on,
        sample_u('answers', item_key) < 0.43 + 0.05 * service AS answers,
        4.28 + 0.36 * service + 0.72 * sample_z('satisfaction', item_key)
            - CASE WHEN paid_on - due_on > 60 THEN 0.9 WHEN paid_on - due_on > 30 THEN 0.35 ELSE 0.0 END AS satisfaction
    FROM sent
    WHERE sent_on BETWEEN window_from AND until_on
),
scored AS (
    SELECT
        *,
        answers AND answered_on <= until_on AS has_answer,
        CAST(least(5, greatest(1, round(satisfaction))) AS INTEGER) AS score,
        CAST(least(10, greatest(0, round(2.0 * satisfaction + 0.2 + 0.6 * sample_z('recommend', item_key)))) AS INTEGER)
            AS recommend
    FROM answered
)
SELECT
    printf('Q%08d%03d', policy_no, due_no) AS survey_id,
    specialist_id,
    sent_on,
    CASE WHEN has_answer THEN answered_on END AS answered_on,
    CASE WHEN has_answer AND sample_u('no score', item_key) >= 0.02 THEN score END AS score,
    CASE WHEN has_answer AND sample_u('no recommend', item_key) >= 0.08 THEN recommend END AS recommend,
    printf('C%08d', customer_no) AS customer_id,
    due_id,
    CASE
        WHEN NOT has_answer OR sample_u('comment', item_key) >= 0.16 THEN NULL
        WHEN score = 5 THEN sample_pick(['服务很耐心', '提醒及时，非常满意', '专员很专业', '上门服务很贴心', '解释得清楚'], sample_u('comment text', item_key))
        WHEN score = 4 THEN sample_pick(['服务不错', '整体满意', '希望多发缴费提醒', '态度好'], sample_u('comment text', item_key))
        WHEN score = 3 THEN sample_pick(['一般', '联系太少', '缴费流程有点麻烦'], sample_u('comment text', item_key))
        ELSE sample_pick(['换了几次服务人员，没人讲清楚', '催得太急', '扣款失败没有及时通知', '电话打不通'], sample_u('comment text', item_key))
    END AS comment
FROM scored;
