-- Disputes about pay: one per person in about two years, opened in the weeks after the month; the last ones are still open.
-- order: dispute_id
CREATE TABLE disputes AS
WITH months AS (
    SELECT
        p.specialist_no,
        p.specialist_id,
        m.month_no,
        hash(xor(hash(m.month_no), p.specialist_key)) AS dispute_key,
        CAST(s.window_from + to_months(CAST(m.month_no AS INTEGER)) AS DATE) AS month_on,
        CAST(s.window_from + to_months(CAST(m.month_no + 1 AS INTEGER)) AS DATE)
            + sample_int(4, 18, sample_u('dispute day', hash(xor(hash(m.month_no), p.specialist_key)))) AS opened_on,
        s.until_on
    FROM sample_specialists AS p
    CROSS JOIN sample_settings AS s
    CROSS JOIN generate_series(0, s.months - 2) AS m(month_no)
    WHERE s.window_from + to_months(CAST(m.month_no AS INTEGER)) BETWEEN p.hired_on AND coalesce(p.left_on, s.until_on)
),
opened AS (
    SELECT
        *,
        opened_on + sample_int(3, 20, sample_u('dispute closed', dispute_key)) AS closes_on,
        sample_u('dispute', dispute_key) AS draw,
        sample_pick(['incorrect_credit', 'incorrect_credit', 'missing_payment', 'handover_date', 'error_penalty'],
            sample_u('dispute kind', dispute_key)) AS kind
    FROM months
    WHERE sample_u('disputes', dispute_key) < 0.04
)
SELECT
    printf('G%05d%03d', specialist_no, month_no) AS dispute_id,
    specialist_id,
    strftime(month_on, '%Y-%m') AS period,
    CASE WHEN kind <> 'error_penalty' OR draw < 0.8
        THEN CAST(sample_int(6, 120, sample_u('claimed', dispute_key)) * 10 AS DECIMAL(18, 2)) END AS claimed_amount,
    kind,
    CASE kind
        WHEN 'incorrect_credit' THEN '调配单已由本人收回，业绩记在他人名下'
        WHEN 'missing_payment' THEN '月末到账的保费未计入当月'
        WHEN 'handover_date' THEN '孤儿单交接日期登记有误'
        ELSE '差错由系统造成，不应扣罚'
    END AS justification,
    CASE WHEN closes_on > until_on THEN 'open' WHEN draw < 0.45 THEN 'upheld' ELSE 'rejected' END AS status,
    CASE
        WHEN closes_on > until_on THEN NULL
        WHEN draw < 0.45 THEN '核实属实，下月补发'
        WHEN kind = 'missing_payment' THEN '到账日在次月，按规则计入次月'
        WHEN kind = 'handover_date' THEN '交接日期与系统记录一致，维持原结果'
        ELSE '记录无误，维持原结果'
    END AS resolution,
    opened_on,
    CASE WHEN closes_on <= until_on THEN closes_on END AS closed_on
FROM opened
WHERE opened_on <= until_on;
