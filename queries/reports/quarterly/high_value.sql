-- zh: 流失的高价值客户
-- en: High-value customers lost
-- note_zh: 本季有保单失效或退保的高价值客户，按最后一次事件的原因。
-- note_en: High-value customers with a lapse or surrender in the quarter, by the reason of the last such event.
-- kind: table
-- columns: reason, customers, share, cumulative, premium, suggestion
-- formats: word:reason, count, bar, share, money, suggestion:reason
-- columns_zh: 原因, 客户数, 占比, 累计占比, 年化保费, 建议
-- columns_en: Reason, Customers, Share, Cumulative, Annual premium, Suggestion
-- chart: pareto
-- chart_label: reason
-- chart_values: customers
WITH matured AS (
  -- The customers of the quarter with the annual premium of the policies concerned, once a policy.
  SELECT period_no, customer_id, SUM(annual_premium) AS premium
  FROM (
    SELECT DISTINCT i.period_no, p.customer_id, p.policy_key, p.annual_premium
    FROM run_items AS i
    INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
    WHERE i.is_matured AND i.period_no IN ($period_no, $previous_no)
  ) AS policies
  GROUP BY period_no, customer_id
),
-- The top 20 % of the company, as in high_value_retention.
tiers AS (
  SELECT
    period_no,
    customer_id,
    premium,
    CASE
      WHEN ROW_NUMBER() OVER (PARTITION BY period_no ORDER BY premium DESC, customer_id)
        <= (COUNT(*) OVER (PARTITION BY period_no) + 4) // 5
        THEN 'high'
      ELSE 'other'
    END AS tier
  FROM matured
),
lost AS (
  SELECT
    f.customer_id,
    f.policy_key,
    f.annual_premium,
    COALESCE(e.reason_code, '') AS reason,
    ROW_NUMBER() OVER (PARTITION BY f.customer_id ORDER BY e.event_on DESC, e.kind DESC, f.policy_id) AS place
  FROM main.policy_events AS e
  INNER JOIN facts.policies AS f ON f.policy_id = e.policy_id
  INNER JOIN tiers AS t ON t.period_no = $period_no AND t.customer_id = f.customer_id AND t.tier = 'high'
  WHERE e.kind IN ('lapse', 'surrender') AND e.event_on BETWEEN $first_on AND $reference_on
),
counted AS (
  SELECT s.scope_no, l.reason, COUNT(*) AS customers, SUM(l.annual_premium) AS premium
  FROM lost AS l
  INNER JOIN run_policies AS p ON p.period_no = $period_no AND p.policy_key = l.policy_key
  INNER JOIN report_members AS s ON s.period_no = p.period_no AND s.specialist_key = p.specialist_key
  WHERE l.place = 1
  GROUP BY s.scope_no, l.reason
)
SELECT
  scope_no,
  reason,
  customers,
  customers AS share,
  SUM(customers) OVER (PARTITION BY scope_no) AS share_of,
  SUM(customers) OVER (PARTITION BY scope_no ORDER BY customers DESC, reason ROWS UNBOUNDED PRECEDING) AS cumulative,
  SUM(customers) OVER (PARTITION BY scope_no) AS cumulative_of,
  premium
FROM counted
ORDER BY scope_no, customers DESC, reason
