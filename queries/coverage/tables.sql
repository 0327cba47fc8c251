-- Until when each table that was loaded is known: the day that was said of its files, and the newest day of payments or activities in
-- the store at the end of the last run that loaded a file of it without saying one. What was loaded before any payment counts
-- as loaded with the first ones. A day with less than a thousandth of its table's rows, such as one that was mistyped, extends
-- nothing; of a long book those of its busiest year, as no day holds a thousandth of four years.
WITH first_paid AS (
  SELECT MIN(run_no) AS run_no
  FROM files
  WHERE table_name = 'payments' AND accepted > 0
),
-- What was said with a run of its files.
runs AS (
  SELECT table_name, run_no, MAX(COALESCE(covers_to, says_to)) AS stated_on
  FROM files
  GROUP BY table_name, run_no
),
loaded AS (
  SELECT r.table_name, GREATEST(MAX(r.run_no), COALESCE(MIN(p.run_no), 0)) AS run_no
  FROM runs AS r
  CROSS JOIN first_paid AS p
  WHERE r.stated_on IS NULL
  GROUP BY r.table_name
),
run_of_file AS (
  SELECT file_no, MIN(run_no) AS run_no
  FROM files
  GROUP BY file_no
),
days AS (
  SELECT e.run_no, d.table_name, d.day_on, SUM(d.row_count) AS row_count
  FROM (SELECT DISTINCT run_no FROM loaded) AS e
  INNER JOIN run_of_file AS f ON f.run_no <= e.run_no
  INNER JOIN facts.fact_days AS d ON d.file_no = f.file_no
  GROUP BY e.run_no, d.table_name, d.day_on
),
years AS (
  SELECT
    run_no,
    table_name,
    day_on,
    row_count,
    SUM(row_count) OVER (
      PARTITION BY run_no, table_name ORDER BY day_on RANGE BETWEEN INTERVAL 365 DAY PRECEDING AND CURRENT ROW
    ) AS year_count
  FROM days
),
shares AS (
  SELECT run_no, day_on, row_count, MAX(year_count) OVER (PARTITION BY run_no, table_name) AS total
  FROM years
),
newest AS (
  SELECT run_no, MAX(day_on) AS day_on
  FROM shares
  WHERE row_count * 1000 >= total
  GROUP BY run_no
)
-- The greatest of a day and nothing is the day.
SELECT
  s.table_name,
  GREATEST(n.day_on, s.stated_on) AS known_until,
  s.stated_on IS NOT NULL AND COALESCE(s.stated_on >= n.day_on, TRUE) AS is_stated
FROM (SELECT table_name, MAX(stated_on) AS stated_on FROM runs GROUP BY table_name) AS s
LEFT JOIN loaded AS l ON l.table_name = s.table_name
LEFT JOIN newest AS n ON n.run_no = l.run_no
ORDER BY s.table_name
