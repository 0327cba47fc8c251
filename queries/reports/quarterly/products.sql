-- zh: 产品适配
-- en: Product fit
-- note_zh: 各产品的续费、失效退保与复效、投诉，以及 13、25、37 个月继续率（件数）；投诉没有保单号，计入投诉客户所持的每个产品；
--    一年内首次承保的产品标为新品，尚无满期件也列出；低 = 应续件数过少。
-- note_en: Renewal, lapses and surrenders, reinstatements, complaints and persistency of policies after 13, 25 and 37
--    months, each with its number of policies; low: few policies. A complaint names no policy: it counts for each product that its customer holds. Products first sold within a
--    year are marked as new.
-- kind: table
-- metrics: renewal_rate
-- columns: product, line, items, renewal, lost, reinstated, complaints, p13, n13, p25, n25, p37, n37, new
-- formats: text, word:product_line, count, bar, count, count, count, share, cases:p13, share, cases:p25, share, cases:p37, word:product_mark
-- columns_zh: 产品, 产品线, 满期件数, 续费率, 失效退保, 复效, 投诉, 13个月继续率, 应续件数, 25个月继续率, 应续件数, 37个月继续率, 应续件数, 新品
-- columns_en: Product, Product line, Items matured, Renewal, Lost, Reinstated, Complaints, Persistency 13, Policies,
--    Persistency 25, Policies, Persistency 37, Policies, New
WITH products AS (
  SELECT
    f.policy_key,
    p.product_code,
    COALESCE(p.product_name, p.product_code) AS product,
    p.product_line AS line,
    MIN(p.issued_on) OVER (PARTITION BY p.product_code) AS first_issued_on
  FROM main.policies AS p
  INNER JOIN facts.policies AS f ON f.policy_id = p.policy_id
),
items AS (
  SELECT s.scope_no, p.product_code, COUNT(*) AS items, SUM(CASE WHEN i.is_renewed THEN 1 ELSE 0 END) AS renewed
  FROM run_items AS i
  INNER JOIN products AS p ON p.policy_key = i.policy_key
  INNER JOIN report_members AS s ON s.period_no = i.period_no AND s.specialist_key = i.specialist_key
  WHERE i.period_no = $period_no AND i.is_matured
  GROUP BY s.scope_no, p.product_code
),
events AS (
  SELECT
    s.scope_no,
    p.product_code,
    COUNT(DISTINCT CASE WHEN e.kind IN ('lapse', 'surrender') THEN e.policy_key END) AS lost,
    COUNT(DISTINCT CASE WHEN e.kind = 'reinstate' THEN e.policy_key END) AS reinstated
  FROM facts.policy_events AS e
  INNER JOIN products AS p ON p.policy_key = e.policy_key
  INNER JOIN run_policies AS o ON o.period_no = $period_no AND o.policy_key = e.policy_key
  INNER JOIN report_members AS s ON s.period_no = o.period_no AND s.specialist_key = o.specialist_key
  WHERE e.event_on BETWEEN $first_on AND $reference_on
  GROUP BY s.scope_no, p.product_code
),
complaints AS (
  SELECT s.scope_no, p.product_code, COUNT(DISTINCT c.complaint_id) AS complaints
  FROM main.complaints AS c
  INNER JOIN facts.policies AS f ON f.customer_id = c.customer_id
  INNER JOIN products AS p ON p.policy_key = f.policy_key
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_id = c.specialist_id
  WHERE c.received_on BETWEEN $first_on AND $reference_on
  GROUP BY s.scope_no, p.product_code
),
cohorts AS (
  SELECT
    s.scope_no,
    p.product_code,
    SUM(CASE WHEN c.cohort_months = 14 AND c.is_persistent THEN 1 ELSE 0 END) AS p13,
    SUM(CASE WHEN c.cohort_months = 14 THEN 1 ELSE 0 END) AS p13_of,
    SUM(CASE WHEN c.cohort_months = 26 AND c.is_persistent THEN 1 ELSE 0 END) AS p25,
    SUM(CASE WHEN c.cohort_months = 26 THEN 1 ELSE 0 END) AS p25_of,
    SUM(CASE WHEN c.cohort_months = 38 AND c.is_persistent THEN 1 ELSE 0 END) AS p37,
    SUM(CASE WHEN c.cohort_months = 38 THEN 1 ELSE 0 END) AS p37_of
  FROM run_cohorts AS c
  INNER JOIN products AS p ON p.policy_key = c.policy_key
  INNER JOIN report_members AS s ON s.period_no = c.period_no AND s.specialist_key = c.specialist_key
  WHERE c.period_no = $period_no
  GROUP BY s.scope_no, p.product_code
),
-- What the quarter tells of, and what was sold in the last year: its first instalment has mostly not matured yet.
listed AS (
  SELECT scope_no, product_code FROM items
  UNION
  SELECT scope_no, product_code FROM events
  UNION
  SELECT scope_no, product_code FROM complaints
  UNION
  SELECT scope_no, product_code FROM cohorts
  UNION
  SELECT s.scope_no, p.product_code
  FROM run_policies AS o
  INNER JOIN products AS p ON p.policy_key = o.policy_key
  INNER JOIN report_members AS s ON s.period_no = o.period_no AND s.specialist_key = o.specialist_key
  WHERE o.period_no = $period_no AND o.issued_on <= $reference_on
    AND o.issued_on > CAST(CAST($reference_on AS DATE) - INTERVAL '12' MONTH AS DATE)
),
named AS (
  SELECT product_code, MIN(product) AS product, MIN(line) AS line, MIN(first_issued_on) AS first_issued_on
  FROM products
  GROUP BY product_code
)
SELECT
  t.scope_no,
  n.product,
  n.line,
  COALESCE(i.items, 0) AS items,
  i.renewed AS renewal,
  i.items AS renewal_of,
  COALESCE(e.lost, 0) AS lost,
  COALESCE(e.reinstated, 0) AS reinstated,
  COALESCE(k.complaints, 0) AS complaints,
  c.p13,
  c.p13_of,
  c.p25,
  c.p25_of,
  c.p37,
  c.p37_of,
  CASE WHEN n.first_issued_on > CAST(CAST($reference_on AS DATE) - INTERVAL '12' MONTH AS DATE)
    THEN 'new' ELSE '' END AS new
FROM listed AS t
INNER JOIN named AS n ON n.product_code = t.product_code
LEFT JOIN items AS i ON i.scope_no = t.scope_no AND i.product_code = t.product_code
LEFT JOIN events AS e ON e.scope_no = t.scope_no AND e.product_code = t.product_code
LEFT JOIN complaints AS k ON k.scope_no = t.scope_no AND k.product_code = t.product_code
LEFT JOIN cohorts AS c ON c.scope_no = t.scope_no AND c.product_code = t.product_code
ORDER BY t.scope_no, COALESCE(i.items, 0) DESC, n.product_code
