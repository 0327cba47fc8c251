-- zh: 价值分层
-- en: Value tiers
-- note_zh: 按涉及保单年化保费取前 20% 的客户为高价值层（全公司口径）；迁移为两季均有宽限期满续期件的客户。
-- note_en: High value are the top 20 % of customers by annual premium of the policies concerned, drawn for the whole
--    company; movement is of customers with matured items in both quarters.
-- kind: table
-- metrics: high_value_retention
-- columns: tier, customers, items, premium, renewal, range, stayed, came, went
-- formats: word:tier, count, count, money, bar, interval:renewal, count, count, count
-- columns_zh: 层级, 客户数, 满期件数, 应收保费, 续费率, 95% 区间, 留在本层, 移入, 移出
-- columns_en: Tier, Customers, Items matured, Premium due, Renewal, 95 % interval, Stayed, Moved in, Moved out
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
items AS (
  SELECT s.scope_no, t.tier, p.customer_id, i.amount_due, i.is_renewed
  FROM run_items AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  INNER JOIN tiers AS t ON t.period_no = i.period_no AND t.customer_id = p.customer_id
  INNER JOIN report_members AS s ON s.period_no = i.period_no AND s.specialist_key = i.specialist_key
  WHERE i.period_no = $period_no AND i.is_matured
),
moves AS (
  SELECT i.scope_no, now.tier, before.tier AS tier_before, COUNT(*) AS customers
  FROM (SELECT DISTINCT scope_no, customer_id FROM items) AS i
  INNER JOIN tiers AS now ON now.customer_id = i.customer_id
  INNER JOIN tiers AS before ON before.customer_id = now.customer_id AND before.period_no = $previous_no
  WHERE now.period_no = $period_no
  GROUP BY i.scope_no, now.tier, before.tier
)
SELECT
  i.scope_no,
  i.tier,
  i.customers,
  i.items,
  i.premium,
  i.renewal,
  i.items AS renewal_of,
  COALESCE(SUM(CASE WHEN m.tier = i.tier AND m.tier_before = i.tier THEN m.customers END), 0) AS stayed,
  COALESCE(SUM(CASE WHEN m.tier = i.tier AND m.tier_before <> i.tier THEN m.customers END), 0) AS came,
  COALESCE(SUM(CASE WHEN m.tier <> i.tier AND m.tier_before = i.tier THEN m.customers END), 0) AS went
FROM (
  SELECT
    scope_no,
    tier,
    COUNT(DISTINCT customer_id) AS customers,
    COUNT(*) AS items,
    SUM(amount_due) AS premium,
    SUM(CASE WHEN is_renewed THEN 1 ELSE 0 END) AS renewal
  FROM items
  GROUP BY scope_no, tier
) AS i
LEFT JOIN moves AS m ON m.scope_no = i.scope_no
GROUP BY i.scope_no, i.tier, i.customers, i.items, i.premium, i.renewal
ORDER BY i.scope_no, i.tier
