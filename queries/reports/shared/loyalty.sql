-- The loyalty score of each customer at the end of a period's reference day, from 0 to 100, of those with an instalment
-- (second or later) whose grace ended in the 24 months before:
--   tenure       4 for each full year since the first policy was issued              at most 20
--   policies     5 for each policy in force                                           at most 15
--   in_grace     share of those instalments settled within grace, of                             35
--   speed        days from due day to settlement, mean of those settled:
--                up to 0: 15, up to 7: 12, up to 30: 6, more: 0                      at most 15
--   complaints   none in 24 months: 10, else 0                                        at most 10
--   recommends   latest answer in 24 months: 9 and 10: 5, 7 and 8: 3, less: 0, none: 2   at most 5
-- Bands: loyal from 80, steady from 60, wavering from 40, distant below. Whole numbers throughout, rounded down.
-- Of the report's period and of the one before.
CREATE OR REPLACE TEMP TABLE report_loyalty AS
WITH periods AS (
  SELECT period_no, reference_on FROM run_periods WHERE period_no IN ($period_no, $previous_no)
),
items AS (
  SELECT
    r.period_no,
    p.customer_key,
    i.due_on,
    i.grace_end_on,
    CASE WHEN i.settled_on <= r.reference_on THEN i.settled_on ELSE s.from_on END AS settled_on
  FROM facts.item_states AS i
  INNER JOIN periods AS r
    ON i.grace_end_on <= r.reference_on AND i.grace_end_on > CAST(r.reference_on - INTERVAL '24' MONTH AS DATE)
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  LEFT JOIN facts.exemptions AS x ON x.item_key = i.item_key AND x.exempt_on <= r.reference_on
  LEFT JOIN facts.repeated_spans AS s
    ON s.item_key = i.item_key AND s.from_on <= r.reference_on AND r.reference_on < s.to_on
  WHERE i.due_no >= 2 AND x.item_key IS NULL
),
paid AS (
  SELECT
    period_no,
    customer_key,
    COUNT(*) AS items,
    SUM(CASE WHEN settled_on <= grace_end_on THEN 1 ELSE 0 END) AS in_grace,
    COUNT(settled_on) AS settled,
    SUM(settled_on - due_on) AS days
  FROM items
  GROUP BY period_no, customer_key
),
since AS (
  SELECT customer_key, MIN(issued_on) AS issued_on
  FROM facts.policies
  GROUP BY customer_key
),
holdings AS (
  SELECT period_no, customer_key, COUNT(*) AS policies
  FROM report_in_force
  GROUP BY period_no, customer_key
),
complaints AS (
  SELECT DISTINCT r.period_no, u.customer_key
  FROM main.complaints AS c
  INNER JOIN facts.customers AS u ON u.customer_id = c.customer_id
  INNER JOIN periods AS r
    ON c.received_on <= r.reference_on AND c.received_on > CAST(r.reference_on - INTERVAL '24' MONTH AS DATE)
),
-- A survey names its customer or the due item it is about.
answers AS (
  SELECT
    COALESCE(u.customer_key, p.customer_key) AS customer_key,
    q.survey_id,
    q.answered_on,
    q.recommend
  FROM main.surveys AS q
  LEFT JOIN facts.customers AS u ON u.customer_id = q.customer_id
  LEFT JOIN facts.items AS i ON i.due_id = q.due_id
  LEFT JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE q.answered_on IS NOT NULL AND q.recommend IS NOT NULL
),
recommendations AS (
  SELECT period_no, customer_key, recommend
  FROM (
    SELECT
      r.period_no,
      a.customer_key,
      a.recommend,
      ROW_NUMBER() OVER (PARTITION BY r.period_no, a.customer_key ORDER BY a.answered_on DESC, a.survey_id DESC) AS place
    FROM answers AS a
    INNER JOIN periods AS r
      ON a.answered_on <= r.reference_on AND a.answered_on > CAST(r.reference_on - INTERVAL '24' MONTH AS DATE)
    WHERE a.customer_key IS NOT NULL
  ) AS ordered
  WHERE place = 1
),
points AS (
  SELECT
    p.period_no,
    p.customer_key,
    LEAST(20, 4 * GREATEST(0, DATE_SUB('year', n.issued_on, r.reference_on))) AS tenure,
    LEAST(15, 5 * COALESCE(h.policies, 0)) AS policies,
    35 * p.in_grace // p.items AS in_grace,
    CASE
      WHEN p.settled = 0 THEN 0
      WHEN p.days <= 0 THEN 15
      WHEN p.days <= 7 * p.settled THEN 12
      WHEN p.days <= 30 * p.settled THEN 6
      ELSE 0
    END AS speed,
    CASE WHEN c.customer_key IS NULL THEN 10 ELSE 0 END AS complaints,
    CASE WHEN m.recommend IS NULL THEN 2 WHEN m.recommend >= 9 THEN 5 WHEN m.recommend >= 7 THEN 3 ELSE 0 END AS recommends
  FROM paid AS p
  INNER JOIN periods AS r ON r.period_no = p.period_no
  INNER JOIN since AS n ON n.customer_key = p.customer_key
  LEFT JOIN holdings AS h ON h.period_no = p.period_no AND h.customer_key = p.customer_key
  LEFT JOIN complaints AS c ON c.period_no = p.period_no AND c.customer_key = p.customer_key
  LEFT JOIN recommendations AS m ON m.period_no = p.period_no AND m.customer_key = p.customer_key
),
scores AS (
  SELECT *, CAST(tenure + policies + in_grace + speed + complaints + recommends AS BIGINT) AS score
  FROM points
)
SELECT
  *,
  CASE WHEN score >= 80 THEN 'loyal' WHEN score >= 60 THEN 'steady' WHEN score >= 40 THEN 'wavering' ELSE 'distant' END AS band
FROM scores
