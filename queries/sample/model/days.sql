-- How much work gets done on each day of the window, 1 = an ordinary working day: little on Sundays, almost nothing in the
-- spring festival and the national day week, more in the January opening season and towards the end of a quarter.
CREATE TABLE sample_days AS
WITH days AS (
    SELECT CAST(unnest(generate_series(s.window_from, s.until_on, INTERVAL 1 DAY)) AS DATE) AS day
    FROM sample_settings AS s
)
SELECT
    d.day,
    CASE isodow(d.day) WHEN 7 THEN 0.15 WHEN 6 THEN 0.45 ELSE 1.08 END
    * CASE
        WHEN count(f.new_year) > 0 THEN 0.1
        WHEN month(d.day) = 10 AND day(d.day) <= 7 THEN 0.15
        WHEN month(d.day) = 1 THEN 1.15
        WHEN month(d.day) = 2 THEN 0.85
        WHEN month(d.day) IN (3, 6, 9, 12) THEN 1.08
        ELSE 1.0
    END AS work
FROM days AS d
LEFT JOIN sample_festivals AS f ON d.day BETWEEN f.new_year - 2 AND f.new_year + 6
GROUP BY d.day;
