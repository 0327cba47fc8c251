-- Suggestions received in the window: one in three specialists a month brings one, of their own or of a customer; most are answered within
-- four weeks, and every third of those is taken over.
-- order: on_day, suggestion_id
CREATE TABLE suggestions_received AS
WITH months AS (
    SELECT CAST(unnest(generate_series(window_from, until_month, INTERVAL 1 MONTH)) AS DATE) AS month_on, until_on FROM sample_settings
),
drawn AS (
    SELECT
        m.month_on,
        m.until_on,
        o.specialist_no,
        hash(xor(hash(m.month_on), o.specialist_key)) AS suggestion_key
    FROM months AS m
    CROSS JOIN sample_specialists AS o
    WHERE m.month_on >= o.hired_on AND m.month_on <= coalesce(o.left_on, m.until_on)
),
given AS (
    SELECT
        *,
        month_on + sample_int(0, 27, sample_u('suggestion day', suggestion_key)) AS on_day,
        sample_pick(['customer', 'customer', 'specialist', 'specialist', 'specialist', 'leader'], sample_u('from whom', suggestion_key)) AS from_whom,
        sample_pick(['system', 'system', 'service', 'service', 'process', 'plan'], sample_u('about', suggestion_key)) AS about
    FROM drawn
    WHERE sample_u('suggests', suggestion_key) < 0.33
),
answered AS (
    SELECT
        *,
        CASE WHEN sample_u('answered', suggestion_key) < 0.75
            AND on_day + sample_int(2, 28, sample_u('answer day', suggestion_key)) <= until_on
            THEN on_day + sample_int(2, 28, sample_u('answer day', suggestion_key)) END AS answered_on
    FROM given
)
SELECT
    printf('J%s%05d', strftime(month_on, '%Y%m'), specialist_no) AS suggestion_id,
    on_day,
    from_whom,
    about,
    CASE about
        WHEN 'system' THEN sample_pick(['手机端查看缴费记录太慢', '希望能在微信里改扣款账户', '清单导出后电话列缺失'], sample_u('suggestion', suggestion_key))
        WHEN 'service' THEN sample_pick(['缴费提醒希望提前一周', '希望固定一位服务人员', '收据希望发电子版'], sample_u('suggestion', suggestion_key))
        WHEN 'process' THEN sample_pick(['变更账户要交的材料太多', '复效体检通知太晚'], sample_u('suggestion', suggestion_key))
        ELSE sample_pick(['新单并入考核后任务偏重', '宽末件的权重偏低'], sample_u('suggestion', suggestion_key))
    END AS text,
    CASE WHEN answered_on IS NOT NULL THEN sample_pick(['已转相关部门', '已列入改进计划', '已答复并说明原因'], sample_u('answer', suggestion_key)) END AS answer,
    answered_on,
    CASE WHEN answered_on IS NOT NULL THEN sample_u('taken over', suggestion_key) < 0.34 END AS taken_over
FROM answered;
