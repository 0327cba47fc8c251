-- The days from the first moment of a problem to ten years after the last one, each with how many working days there are up to
-- it, itself included: what the calendar says, and Monday to Friday where it says nothing.
CREATE OR REPLACE TABLE facts.working_days AS
WITH moments AS (
  SELECT CAST(opened_at AS DATE) AS day_on
  FROM issues
  UNION ALL
  SELECT CAST(resolved_at AS DATE)
  FROM issues
  WHERE resolved_at IS NOT NULL
  UNION ALL
  SELECT CAST(s.at AS DATE)
  FROM issue_steps AS s
),
span AS (
  SELECT MIN(day_on) AS first_on, MAX(day_on) + 3660 AS last_on
  FROM moments
),
-- Every day a date can be, for what was mistyped by centuries.
days AS (
  SELECT s.first_on + CAST(d.day_no AS INTEGER) AS day_on
  FROM span AS s
  INNER JOIN RANGE(0, 4000000) AS d (day_no) ON s.first_on + CAST(d.day_no AS INTEGER) <= s.last_on
),
-- 1 January 1900 was a Monday.
marked AS (
  SELECT
    d.day_on,
    COALESCE(c.is_working, (CAST(d.day_on - DATE '1900-01-01' AS INTEGER) % 7 + 7) % 7 < 5) AS is_working
  FROM days AS d
  LEFT JOIN calendar AS c ON c.day = d.day_on
)
SELECT
  day_on,
  is_working,
  CAST(SUM(CASE WHEN is_working THEN 1 ELSE 0 END) OVER (ORDER BY day_on) AS BIGINT) AS working_no
FROM marked
