-- zh: 待回访客户
-- en: Customers due for a survey
-- note_zh: 有有效保单、近 12 个月未发过满意度调查的客户，归其责任人，每人至多列二十位：近 30 天有缴费、亲访或投诉结案的在前（宜问该触点），
--    再按最近一次被接触到的日期；「共」为责任人名下待回访客户数。
-- note_en: Customers with a policy in force to whom no survey was sent in 12 months, at who answers for them, twenty each at most: first those who
--    paid, were visited or had a complaint closed in the last 30 days (ask about that), then by the day they were last reached. All: how many
--    customers of the person are due.
-- kind: table
-- show: rows
-- when_empty: leave_out
-- columns: specialist_name, place, of_all, customer_name, customer_id, touchpoint, touched_on, reached_on, asked_on
-- formats: text, count, count, text, id, word:touchpoint, date, date, date
-- columns_zh: 专员, 序号, 共, 客户, 客户号, 宜问触点, 触点日期, 最近接触到, 上次调查
-- columns_en: Specialist, No., All, Customer, Customer no., Ask about, Touched on, Last reached, Last asked
-- What the day itself brings is not known in the morning, so nothing is needed of it; without any survey nobody can be told to be due.
WITH due AS (
  SELECT c.customer_key, c.specialist_key, q.asked_on
  FROM run_customers_in_force AS c
  LEFT JOIN (
    SELECT customer_key, MAX(sent_on) AS asked_on
    FROM facts.surveys
    WHERE sent_on <= $reference_on
    GROUP BY customer_key
  ) AS q ON q.customer_key = c.customer_key
  WHERE c.period_no = $period_no AND COALESCE(q.asked_on <= CAST(CAST($reference_on AS DATE) - INTERVAL '12' MONTH AS DATE), TRUE)
    AND EXISTS (SELECT 1 FROM facts.surveys)
),
touches AS (
  SELECT p.customer_key, 'payment' AS touchpoint, f.paid_on AS touched_on
  FROM facts.payments AS f
  INNER JOIN facts.items AS i ON i.item_key = f.item_key
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE f.status = 'success' AND f.paid_on > CAST($reference_on AS DATE) - 30 AND f.paid_on <= $reference_on
  UNION ALL
  SELECT customer_key, 'visit', occurred_on
  FROM facts.activities
  WHERE kind = 'visit' AND is_reached AND occurred_on > CAST($reference_on AS DATE) - 30 AND occurred_on <= $reference_on
  UNION ALL
  SELECT customer_key, 'complaint', closed_on
  FROM facts.complaints
  WHERE closed_on > CAST($reference_on AS DATE) - 30 AND closed_on <= $reference_on AND received_on <= $as_of
),
touched AS (
  SELECT customer_key, ARG_MAX(touchpoint, (touched_on, touchpoint)) AS touchpoint, MAX(touched_on) AS touched_on
  FROM touches
  WHERE customer_key IN (SELECT customer_key FROM due)
  GROUP BY customer_key
),
reached AS (
  SELECT customer_key, MAX(occurred_on) AS reached_on
  FROM facts.activities
  WHERE is_reached AND occurred_on <= $reference_on AND customer_key IN (SELECT customer_key FROM due)
  GROUP BY customer_key
),
placed AS (
  SELECT
    d.*,
    u.customer_id,
    t.touchpoint,
    t.touched_on,
    r.reached_on,
    ROW_NUMBER() OVER (
      PARTITION BY d.specialist_key ORDER BY t.touched_on DESC NULLS LAST, r.reached_on DESC NULLS LAST, u.customer_id
    ) AS place,
    COUNT(*) OVER (PARTITION BY d.specialist_key) AS of_all
  FROM due AS d
  INNER JOIN facts.customers AS u ON u.customer_key = d.customer_key
  LEFT JOIN touched AS t ON t.customer_key = d.customer_key
  LEFT JOIN reached AS r ON r.customer_key = d.customer_key
)
SELECT
  s.scope_no,
  s.specialist_name,
  p.place,
  p.of_all,
  COALESCE(c.customer_name, '') AS customer_name,
  p.customer_id,
  COALESCE(p.touchpoint, 'overall') AS touchpoint,
  p.touched_on,
  p.reached_on,
  p.asked_on
FROM placed AS p
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = p.specialist_key
LEFT JOIN main.customers AS c ON c.customer_id = p.customer_id
WHERE p.place <= 20
ORDER BY s.scope_no, s.branch_id, s.team_id, s.specialist_id, p.place
