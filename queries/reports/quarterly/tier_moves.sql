-- zh: 层级迁移
-- en: Movement between tiers
-- note_zh: 行为{previous}的层级，列为本季的层级；「未涉及」为该季没有宽限期满续期件的客户（年缴客户多为隔年再来）。两季中至少一季有满期件的客户计入；
--    留在本层的占比只算两季均有者。
-- note_en: Rows are the tier of the quarter before, columns that of this one; "none due" are customers without an item whose grace
--    ended in that quarter, as most with annual instalments are. Of customers with such an item in one of the two; the share
--    that stayed is of those with one in both.
-- kind: table
-- show: folded
-- columns: before, high, other, none, customers, stayed
-- formats: word:tier, count, count, count, count, share
-- columns_zh: {previous}层级, 本季高价值, 本季其他, 本季未涉及, 客户数, 留在本层（两季均有）
-- columns_en: Tier {previous}, Now high value, Now others, Now none due, Customers, Stayed (of both)
WITH customers AS (
  SELECT DISTINCT s.scope_no, p.customer_key
  FROM run_items AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  INNER JOIN report_members AS s ON s.period_no = i.period_no AND s.specialist_key = i.specialist_key
  WHERE i.period_no IN ($period_no, $previous_no) AND i.is_matured
),
moves AS (
  SELECT
    c.scope_no,
    COALESCE(b.tier, 'none_due') AS before,
    COALESCE(n.tier, 'none_due') AS now,
    COUNT(*) AS customers
  FROM customers AS c
  LEFT JOIN (SELECT customer_key, tier FROM report_tiers WHERE period_no = $previous_no) AS b
    ON b.customer_key = c.customer_key
  LEFT JOIN (SELECT customer_key, tier FROM report_tiers WHERE period_no = $period_no) AS n
    ON n.customer_key = c.customer_key
  GROUP BY c.scope_no, b.tier, n.tier
)
SELECT
  scope_no,
  GROUPING(before) = 1 AS is_total,
  CASE WHEN GROUPING(before) = 1 THEN 'total' ELSE before END AS before,
  SUM(CASE WHEN now = 'high' THEN customers ELSE 0 END) AS high,
  SUM(CASE WHEN now = 'other' THEN customers ELSE 0 END) AS other,
  SUM(CASE WHEN now = 'none_due' THEN customers ELSE 0 END) AS none,
  SUM(customers) AS customers,
  CASE WHEN GROUPING(before) = 0 AND before <> 'none_due' THEN SUM(CASE WHEN now = before THEN customers ELSE 0 END) END AS stayed,
  SUM(CASE WHEN now <> 'none_due' THEN customers ELSE 0 END) AS stayed_of
FROM moves
GROUP BY GROUPING SETS ((scope_no, before), (scope_no))
ORDER BY scope_no, is_total, CASE before WHEN 'high' THEN 1 WHEN 'other' THEN 2 ELSE 3 END
