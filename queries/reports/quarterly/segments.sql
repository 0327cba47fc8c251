-- zh: 客户分类
-- en: Customer classes
-- note_zh: 各类客户的规模与续费率；置信区间不重叠，说明分类确有区分度。
-- note_en: Size and renewal of the customer classes; where intervals do not overlap the class does separate.
-- kind: table
-- metrics: renewal_rate
-- columns: class, customers, items, premium, renewal, range, before, move
-- formats: word:customer_class, count, count, money, bar, interval:renewal, share, change:renewal:before
-- columns_zh: 分类, 客户数, 满期件数, 应收保费, 续费率, 95% 区间, {previous}续费率, 较{previous}
-- columns_en: Class, Customers, Items matured, Premium due, Renewal, 95 % interval, Renewal {previous}, Against {previous}
-- chart: bars
-- chart_label: class
-- chart_values: renewal
WITH items AS (
  SELECT s.scope_no, i.period_no, l.customer_class AS class, p.customer_id, i.amount_due, i.is_renewed
  FROM run_items AS i
  INNER JOIN facts.slices AS l ON l.slice_key = i.slice_key
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  INNER JOIN report_members AS s ON s.period_no = i.period_no AND s.specialist_key = i.specialist_key
  WHERE i.period_no IN ($period_no, $previous_no) AND i.is_matured
)
SELECT
  scope_no,
  class,
  COUNT(DISTINCT CASE WHEN period_no = $period_no THEN customer_id END) AS customers,
  SUM(CASE WHEN period_no = $period_no THEN 1 ELSE 0 END) AS items,
  COALESCE(SUM(CASE WHEN period_no = $period_no THEN amount_due END), 0) AS premium,
  SUM(CASE WHEN period_no = $period_no AND is_renewed THEN 1 ELSE 0 END) AS renewal,
  SUM(CASE WHEN period_no = $period_no THEN 1 ELSE 0 END) AS renewal_of,
  SUM(CASE WHEN period_no = $previous_no AND is_renewed THEN 1 ELSE 0 END) AS before,
  SUM(CASE WHEN period_no = $previous_no THEN 1 ELSE 0 END) AS before_of
FROM items
GROUP BY scope_no, class
ORDER BY scope_no, class
