-- Scores by hand: each month the leader of the team scores everybody else in it for service and for documents, the department the
-- leaders. One in fifty is not given.
-- order: appraisal_id
CREATE TABLE appraisals AS
WITH months AS (
    SELECT
        p.specialist_no,
        p.specialist_id,
        p.skill,
        p.diligence,
        r.stable[1] AS leader_no,
        m.month_no,
        i.item_no,
        hash(xor(hash(m.month_no * 2 + i.item_no), hash(xor(hash('appraisal'), p.specialist_key)))) AS score_key,
        CAST(s.window_from + to_months(CAST(m.month_no AS INTEGER)) AS DATE) AS month_on
    FROM sample_specialists AS p
    JOIN sample_rosters AS r USING (team_no)
    CROSS JOIN sample_settings AS s
    CROSS JOIN generate_series(0, s.months - 1) AS m(month_no)
    CROSS JOIN generate_series(0, 1) AS i(item_no)
    WHERE s.window_from + to_months(CAST(m.month_no AS INTEGER)) BETWEEN p.hired_on AND coalesce(p.left_on, s.until_on)
)
SELECT
    printf('P%05d%03d%d', m.specialist_no, m.month_no, m.item_no) AS appraisal_id,
    m.specialist_id,
    strftime(m.month_on, '%Y-%m') AS period,
    CASE m.item_no WHEN 0 THEN '服务态度' ELSE '单证质量' END AS item,
    CAST(least(100, greatest(50,
        round(82 + CASE m.item_no WHEN 0 THEN 12 * m.skill ELSE 10 * (m.diligence - 1.0) END
            + 12 * (sample_u('score', m.score_key) - 0.5)))) AS DECIMAL(18, 6)) AS score,
    CASE WHEN m.leader_no = m.specialist_no OR l.specialist_name IS NULL THEN '续期管理部' ELSE l.specialist_name END AS scored_by,
    m.month_on + sample_int(24, 27, sample_u('scored on', m.score_key)) AS scored_on,
    CAST(NULL AS VARCHAR) AS comment
FROM months AS m
LEFT JOIN sample_specialists AS l ON l.specialist_no = m.leader_no
WHERE sample_u('given', m.score_key) < 0.98;
