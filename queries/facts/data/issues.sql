-- Problems of customers with numbers for keys, cut to days, what their due item or policy is, and the deadline of their
-- handing over: the first instant by which as many minutes of working time as the setting says have passed since they were opened.
-- Working time is counted in seconds from the first working day on: the deadline lies on the working day in which the wanted
-- second falls. A calendar that is closed for more than ten years leaves no deadline. `deadline_second` is the second of its day.
-- touched: issue_id
CREATE OR REPLACE TABLE facts.issues AS
WITH placed AS (
  SELECT
    q.issue_id,
    q.kind,
    COALESCE(q.department, '(none)') AS department,
    q.opened_at,
    q.assigned_at,
    q.resolved_at,
    CAST(q.opened_at AS DATE) AS opened_on,
    s.specialist_key,
    i.item_key,
    COALESCE(i.slice_key, p.slice_key, 0) AS slice_key,
    i.due_no,
    i.due_month,
    COALESCE(o.customer_key, p.customer_key, c.customer_key) AS customer_key,
    CAST(
      EXTRACT(HOUR FROM q.opened_at) * 3600 + EXTRACT(MINUTE FROM q.opened_at) * 60 + FLOOR(EXTRACT(SECOND FROM q.opened_at)) AS INTEGER
    ) AS opened_second,
    CAST(
      EXTRACT(HOUR FROM q.assigned_at) * 3600 + EXTRACT(MINUTE FROM q.assigned_at) * 60
        + FLOOR(EXTRACT(SECOND FROM q.assigned_at)) AS INTEGER
    ) AS assigned_second
  FROM touched.issues AS q
  INNER JOIN facts.specialists AS s ON s.specialist_id = q.specialist_id
  LEFT JOIN touched_facts.items AS i ON i.due_id = q.due_id
  LEFT JOIN facts.policies AS o ON o.policy_key = i.policy_key
  LEFT JOIN facts.policies AS p ON p.policy_id = CASE WHEN i.item_key IS NULL THEN q.policy_id END
  LEFT JOIN facts.customers AS c ON c.customer_id = q.customer_id
),
wanted AS (
  SELECT
    q.*,
    h.working_from,
    h.working_to - h.working_from AS seconds_a_day,
    (d.working_no - CASE WHEN d.is_working THEN 1 ELSE 0 END) * (h.working_to - h.working_from)
      + CASE WHEN d.is_working THEN GREATEST(0, LEAST(q.opened_second, h.working_to) - h.working_from) ELSE 0 END
      + h.routing_seconds AS wanted_second
  FROM placed AS q
  CROSS JOIN facts.settings AS h
  INNER JOIN facts.working_days AS d ON d.day_on = q.opened_on
),
numbered AS (
  SELECT q.*, CAST(FLOOR((q.wanted_second - 1) / q.seconds_a_day) AS BIGINT) AS days_before
  FROM wanted AS q
),
dated AS (
  SELECT
    q.*,
    d.day_on AS deadline_on,
    CASE WHEN d.day_on IS NOT NULL
      THEN CAST(q.working_from + q.wanted_second - q.days_before * q.seconds_a_day AS INTEGER) END AS deadline_second
  FROM numbered AS q
  LEFT JOIN facts.working_days AS d
    ON d.working_no = q.days_before + 1 AND d.is_working AND d.day_on <= CAST(q.opened_on + 120 * INTERVAL '1' MONTH AS DATE)
)
SELECT
  issue_id,
  specialist_key,
  customer_key,
  item_key,
  slice_key,
  due_no,
  due_month,
  kind,
  department,
  opened_at,
  assigned_at,
  resolved_at,
  opened_on,
  CAST(resolved_at AS DATE) AS resolved_on,
  deadline_on,
  deadline_second,
  COALESCE(
    CAST(assigned_at AS DATE) < deadline_on
      OR (CAST(assigned_at AS DATE) = deadline_on AND assigned_second <= deadline_second),
    FALSE
  ) AS is_routed_in_time
FROM dated
