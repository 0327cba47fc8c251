-- Specialists; the grade follows years of service and, for a few, merit.
-- order: specialist_id
CREATE TABLE specialists AS
SELECT
    p.specialist_id,
    p.specialist_name,
    CASE
        WHEN p.role IN ('newcomer', 'joiner') THEN 'junior'
        WHEN p.role = 'star' THEN 'senior'
        WHEN datediff('month', p.hired_on, s.until_on) + 30 * p.service > 150 THEN 'senior'
        WHEN datediff('month', p.hired_on, s.until_on) + 30 * p.service > 88 THEN 'middle'
        ELSE 'junior'
    END AS grade,
    p.hired_on,
    p.left_on
FROM sample_specialists AS p
CROSS JOIN sample_settings AS s;
