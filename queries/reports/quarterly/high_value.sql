-- zh: 流失的高价值客户
-- en: High-value customers lost
-- note_zh: 本季有保单失效或退保的高价值客户，按最后一次事件的原因；年化保费为其失效或退保的全部保单；忠诚度为{previous}末的平均得分。
-- note_en: High-value customers with a lapse or surrender in the quarter, by the reason of the last such event; the
--    premium is that of all their policies with one. Loyalty is the mean score at the end of the quarter before.
-- kind: table
-- columns: reason, customers, share, cumulative, premium, loyalty, suggestion
-- formats: word:reason, count, bar, share, money, score, suggestion:reason
-- columns_zh: 原因, 客户数, 占比, 累计占比, 年化保费, 忠诚度均分, 建议
-- columns_en: Reason, Customers, Share, Cumulative, Annual premium, Mean loyalty, Suggestion
-- chart: pareto
-- chart_label: reason
-- chart_values: customers
WITH lost AS (
  SELECT
    s.scope_no,
    f.customer_key,
    f.annual_premium,
    COALESCE(e.reason_code, '') AS reason,
    ROW_NUMBER() OVER (
      PARTITION BY s.scope_no, f.customer_key ORDER BY e.event_on DESC, e.kind DESC, f.policy_id
    ) AS place,
    ROW_NUMBER() OVER (PARTITION BY s.scope_no, f.policy_key ORDER BY e.event_on DESC, e.kind DESC) AS place_of_policy
  FROM main.policy_events AS e
  INNER JOIN facts.policies AS f ON f.policy_id = e.policy_id
  INNER JOIN report_tiers AS t ON t.period_no = $period_no AND t.customer_key = f.customer_key AND t.tier = 'high'
  INNER JOIN run_policies AS p ON p.period_no = $period_no AND p.policy_key = f.policy_key
  INNER JOIN report_members AS s ON s.period_no = p.period_no AND s.specialist_key = p.specialist_key
  WHERE e.kind IN ('lapse', 'surrender') AND e.event_on BETWEEN $first_on AND $reference_on
),
customers AS (
  SELECT
    scope_no,
    customer_key,
    MAX(CASE WHEN place = 1 THEN reason END) AS reason,
    SUM(CASE WHEN place_of_policy = 1 THEN annual_premium END) AS premium
  FROM lost
  GROUP BY scope_no, customer_key
),
counted AS (
  SELECT
    l.scope_no,
    l.reason,
    COUNT(*) AS customers,
    SUM(l.premium) AS premium,
    SUM(y.score) AS loyalty,
    COUNT(y.score) AS loyalty_of
  FROM customers AS l
  LEFT JOIN report_loyalty AS y ON y.period_no = $previous_no AND y.customer_key = l.customer_key
  GROUP BY l.scope_no, l.reason
)
SELECT
  scope_no,
  reason,
  customers,
  customers AS share,
  SUM(customers) OVER (PARTITION BY scope_no) AS share_of,
  SUM(customers) OVER (PARTITION BY scope_no ORDER BY customers DESC, reason ROWS UNBOUNDED PRECEDING) AS cumulative,
  SUM(customers) OVER (PARTITION BY scope_no) AS cumulative_of,
  premium,
  loyalty,
  loyalty_of
FROM counted
ORDER BY scope_no, customers DESC, reason
