-- The calendar of the window and the months planned: Monday to Friday, without New Year's Day, the spring festival, the first three days of
-- May and the national day week; the Sunday before a spring festival is worked.
-- order: day
CREATE TABLE calendar AS
WITH days AS (
    SELECT CAST(unnest(generate_series(s.window_from, s.plan_until, INTERVAL 1 DAY)) AS DATE) AS day
    FROM sample_settings AS s
),
placed AS (
    SELECT
        d.day,
        max(f.new_year) IS NOT NULL AND d.day >= max(f.new_year) - 1 AS is_festival,
        max(f.new_year) IS NOT NULL AND d.day < max(f.new_year) - 1 AND isodow(d.day) = 7 AS is_made_up
    FROM days AS d
    LEFT JOIN sample_festivals AS f ON d.day BETWEEN f.new_year - 8 AND f.new_year + 6
    GROUP BY d.day
)
SELECT
    day,
    CASE
        WHEN is_festival OR (month(day) = 10 AND day(day) <= 7) OR (month(day) = 5 AND day(day) <= 3) OR dayofyear(day) = 1 THEN false
        WHEN is_made_up THEN true
        ELSE isodow(day) <= 5
    END AS is_working
FROM placed;
