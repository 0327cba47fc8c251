-- How long the problems that were open at some time of the period have lain with each department by its end: a span of working
-- time in seconds. A step runs to the next, the last one to the resolution, else to the end of the reference day; before the
-- first step the department is the problem's own. Of steps at one time the smaller department is first.
CREATE OR REPLACE TEMP TABLE report_issue_spans AS
WITH seen AS (
  SELECT
    i.issue_id,
    i.specialist_key,
    i.department,
    i.opened_at,
    CASE WHEN i.resolved_on <= $reference_on THEN i.resolved_at ELSE CAST(CAST($reference_on AS DATE) + 1 AS TIMESTAMP) END AS end_at
  FROM facts.issues AS i
  WHERE i.opened_on <= $reference_on AND COALESCE(i.resolved_on >= $first_on, TRUE)
),
steps AS (
  SELECT s.issue_id, s.at AS start_at, s.department
  FROM main.issue_steps AS s
  INNER JOIN seen AS i ON i.issue_id = s.issue_id
  WHERE CAST(s.at AS DATE) <= $reference_on
),
starts AS (
  SELECT issue_id, start_at, department
  FROM steps
  UNION ALL
  SELECT i.issue_id, i.opened_at, i.department
  FROM seen AS i
  WHERE NOT EXISTS (SELECT 1 FROM steps AS s WHERE s.issue_id = i.issue_id AND s.start_at <= i.opened_at)
),
spans AS (
  SELECT
    a.issue_id,
    i.specialist_key,
    a.department,
    GREATEST(a.start_at, i.opened_at) AS from_at,
    LEAST(LEAD(a.start_at, 1, i.end_at) OVER (PARTITION BY a.issue_id ORDER BY a.start_at, a.department), i.end_at) AS to_at
  FROM starts AS a
  INNER JOIN seen AS i ON i.issue_id = a.issue_id
),
-- The last moment is the end of a day: it counts as the whole day before.
ends AS (
  SELECT
    *,
    CAST(from_at AS DATE) AS from_on,
    EXTRACT(EPOCH FROM from_at - CAST(CAST(from_at AS DATE) AS TIMESTAMP)) AS from_second,
    CASE WHEN to_at = CAST(CAST($reference_on AS DATE) + 1 AS TIMESTAMP) THEN CAST($reference_on AS DATE) ELSE CAST(to_at AS DATE) END AS to_on,
    CASE
      WHEN to_at = CAST(CAST($reference_on AS DATE) + 1 AS TIMESTAMP) THEN 86400
      ELSE EXTRACT(EPOCH FROM to_at - CAST(CAST(to_at AS DATE) AS TIMESTAMP))
    END AS to_second
  FROM spans
  WHERE from_at < to_at
)
SELECT
  e.issue_id,
  e.specialist_key,
  e.department,
  CAST(
    (t.working_no - f.working_no + CASE WHEN f.is_working THEN 1 ELSE 0 END - CASE WHEN t.is_working THEN 1 ELSE 0 END)
      * (h.working_to - h.working_from)
    + CASE WHEN t.is_working THEN GREATEST(0, LEAST(CAST(FLOOR(e.to_second) AS INTEGER), h.working_to) - h.working_from) ELSE 0 END
    - CASE WHEN f.is_working THEN GREATEST(0, LEAST(CAST(FLOOR(e.from_second) AS INTEGER), h.working_to) - h.working_from) ELSE 0 END
    AS BIGINT
  ) AS seconds
FROM ends AS e
CROSS JOIN facts.settings AS h
INNER JOIN facts.working_days AS f ON f.day_on = e.from_on
INNER JOIN facts.working_days AS t ON t.day_on = LEAST(e.to_on, (SELECT MAX(day_on) FROM facts.working_days))
