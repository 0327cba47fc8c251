-- zh: 客户忠诚度
-- en: Customer loyalty
-- note_zh: 满分 100：客龄 20（每满一年 4 分）、有效保单 15（每件 5 分）、近 24 个月宽限期内缴清占比 35、缴费快慢 15、近 24 个月无投诉 10、推荐意愿 5；
--    近 24 个月有满期续期件的客户参评。人数与有效年化保费按本季末的得分；续费率为本季满期件，按{previous}末（付款之前）的得分分档。
-- note_en: Out of 100: tenure 20 (4 a year), policies in force 15 (5 each), instalments settled within grace in 24 months 35, days
--    to pay 15, no complaint in 24 months 10, recommendation 5; of customers with an instalment matured in 24 months. Customers and
--    annual premium in force by the score at the quarter's end; renewal of the quarter's items by the score before it began.
-- kind: table
-- show: folded
-- columns: band, customers, share, score, policies, premium, items, renewal, range
-- formats: word:loyalty, count, bar, score, count, money, count, bar, interval:renewal
-- columns_zh: 忠诚度, 客户数, 占比, 平均得分, 有效保单, 有效年化保费, 本季满期件数, 续费率, 95% 区间
-- columns_en: Loyalty, Customers, Share, Mean score, Policies in force, Annual premium, Items matured, Renewal, 95 % interval
-- chart: bars
-- chart_label: band
-- chart_values: renewal
WITH now AS MATERIALIZED (
  SELECT customer_key, band, score FROM report_loyalty WHERE period_no = $period_no
),
-- The score before the quarter: that of its end knows who has paid.
earlier AS MATERIALIZED (
  SELECT customer_key, band FROM report_loyalty WHERE period_no = $previous_no
),
in_force AS MATERIALIZED (
  SELECT policy_key, annual_premium FROM report_in_force WHERE period_no = $period_no
),
owned AS MATERIALIZED (
  SELECT p.policy_key, f.customer_key, p.specialist_key
  FROM run_policies AS p
  INNER JOIN facts.policies AS f ON f.policy_key = p.policy_key
  WHERE p.period_no = $period_no
),
members AS MATERIALIZED (
  SELECT scope_no, specialist_key FROM report_members WHERE period_no = $period_no
),
customers AS (
  SELECT h.scope_no, l.band, COUNT(*) AS customers, SUM(l.score) AS score
  FROM (
    SELECT DISTINCT s.scope_no, o.customer_key
    FROM owned AS o
    INNER JOIN members AS s ON s.specialist_key = o.specialist_key
  ) AS h
  INNER JOIN now AS l ON l.customer_key = h.customer_key
  GROUP BY h.scope_no, l.band
),
holdings AS (
  SELECT s.scope_no, l.band, COUNT(*) AS policies, SUM(n.annual_premium) AS premium
  FROM in_force AS n
  INNER JOIN owned AS o ON o.policy_key = n.policy_key
  INNER JOIN now AS l ON l.customer_key = o.customer_key
  INNER JOIN members AS s ON s.specialist_key = o.specialist_key
  GROUP BY s.scope_no, l.band
),
items AS (
  SELECT s.scope_no, l.band, COUNT(*) AS items, SUM(CASE WHEN i.is_renewed THEN 1 ELSE 0 END) AS renewed
  FROM run_items AS i
  INNER JOIN facts.policies AS f ON f.policy_key = i.policy_key
  INNER JOIN earlier AS l ON l.customer_key = f.customer_key
  INNER JOIN members AS s ON s.specialist_key = i.specialist_key
  WHERE i.period_no = $period_no AND i.is_matured
  GROUP BY s.scope_no, l.band
)
SELECT
  c.scope_no,
  c.band,
  c.customers,
  c.customers AS share,
  SUM(c.customers) OVER (PARTITION BY c.scope_no) AS share_of,
  c.score,
  c.customers AS score_of,
  COALESCE(h.policies, 0) AS policies,
  COALESCE(h.premium, 0) AS premium,
  COALESCE(i.items, 0) AS items,
  COALESCE(i.renewed, 0) AS renewal,
  COALESCE(i.items, 0) AS renewal_of
FROM customers AS c
LEFT JOIN holdings AS h ON h.scope_no = c.scope_no AND h.band = c.band
LEFT JOIN items AS i ON i.scope_no = c.scope_no AND i.band = c.band
ORDER BY c.scope_no, CASE c.band WHEN 'loyal' THEN 1 WHEN 'steady' THEN 2 WHEN 'wavering' THEN 3 ELSE 4 END
