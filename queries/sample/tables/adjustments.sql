-- Adjustments of pay by hand: what upheld disputes gave, and some awards and deductions.
-- order: adjustment_id
CREATE TABLE adjustments AS
WITH months AS (
    SELECT
        p.specialist_no,
        p.specialist_id,
        p.role,
        m.month_no,
        hash(xor(hash(m.month_no), p.specialist_key)) AS adjustment_key,
        CAST(s.window_from + to_months(CAST(m.month_no AS INTEGER)) AS DATE) AS month_on
    FROM sample_specialists AS p
    CROSS JOIN sample_settings AS s
    CROSS JOIN generate_series(0, s.months - 1) AS m(month_no)
    WHERE s.window_from + to_months(CAST(m.month_no AS INTEGER)) BETWEEN p.hired_on AND coalesce(p.left_on, s.until_on)
)
SELECT
    printf('J%s', substr(dispute_id, 2)) || 'D' AS adjustment_id,
    specialist_id,
    period,
    claimed_amount AS amount,
    '申诉成立补发' AS reason,
    '人力资源部' AS approved_by,
    dispute_id AS evidence,
    CAST(NULL AS VARCHAR) AS plan
FROM disputes
WHERE status = 'upheld' AND claimed_amount IS NOT NULL
UNION ALL
SELECT
    printf('J%05d%03d', specialist_no, month_no),
    specialist_id,
    strftime(month_on, '%Y-%m'),
    CASE WHEN sample_u('award', adjustment_key) < 0.6 OR role = 'star'
        THEN CAST(sample_pick([100, 200, 200, 300, 500], sample_u('sum', adjustment_key)) AS DECIMAL(18, 2))
        ELSE CAST(sample_pick([-30, -50, -50, -100], sample_u('sum', adjustment_key)) AS DECIMAL(18, 2)) END,
    CASE WHEN sample_u('award', adjustment_key) < 0.6 OR role = 'star'
        THEN sample_pick(['内训授课奖励', '客户表扬奖励', '带教新人津贴'], sample_u('why', adjustment_key))
        ELSE sample_pick(['票据遗失', '资料逾期未归档'], sample_u('why', adjustment_key)) END,
    sample_pick(['续期管理部', '人力资源部'], sample_u('approved by', adjustment_key)),
    printf('续管〔%d〕%d号', year(month_on), sample_int(1, 60, sample_u('document', adjustment_key))),
    NULL
FROM months
WHERE sample_u('adjusted', adjustment_key) < 0.03;
