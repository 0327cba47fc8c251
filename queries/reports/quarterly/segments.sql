-- zh: 客户分类
-- en: Customer classes
-- note_zh: 各类客户的规模与续费率，类别为各季末所评。区分度：与续费率最高一类（至少 10 件）之差，「可区分」为两类 95% 区间不重叠。
--    留存：两季均有满期件且同属此类；新来：仅本季在此类有满期件，含由他类转入者；离开：仅{previous}在此类。没有带日期的客户分类时，
--    类别只有一份，无从得知谁在季内改了类别。
-- note_en: Size and renewal of the customer classes, as rated at the end of each quarter. Gap is that to the class with the highest
--    renewal (of 10 items or more); "apart" means that the two 95 % intervals do not overlap. Stayed: matured items in both quarters
--    and the same class; came: in this class only in this one, from another class too; went: only in the one before. Without dated
--    ratings there is one class for all time, and nobody can tell who changed it.
-- kind: table
-- metrics: renewal_rate
-- columns: class, customers, items, premium, renewal, range, gap, apart, before, move, stayed, came, went
-- formats: word:customer_class, count, count, money, bar, interval:renewal, change:renewal:best, apart:renewal:best, share,
--    change:renewal:before, count, count, count
-- columns_zh: 分类, 客户数, 满期件数, 应收保费, 续费率, 95% 区间, 较最好一类, 区分度, {previous}续费率, 较{previous}, 留存, 新来, 离开
-- columns_en: Class, Customers, Items matured, Premium due, Renewal, 95 % interval, Gap to best, Separates, Renewal {previous},
--    Against {previous}, Stayed, Came, Went
-- chart: bars
-- chart_label: class
-- chart_values: renewal
WITH customers AS (
  -- A row per customer of a scope, with what matured in either quarter.
  SELECT
    s.scope_no,
    l.customer_class AS class,
    p.customer_key,
    SUM(CASE WHEN i.period_no = $period_no THEN 1 ELSE 0 END) AS items,
    SUM(CASE WHEN i.period_no = $period_no THEN i.amount_due ELSE 0 END) AS premium,
    SUM(CASE WHEN i.period_no = $period_no AND i.is_renewed THEN 1 ELSE 0 END) AS renewed,
    SUM(CASE WHEN i.period_no = $previous_no THEN 1 ELSE 0 END) AS items_before,
    SUM(CASE WHEN i.period_no = $previous_no AND i.is_renewed THEN 1 ELSE 0 END) AS renewed_before
  FROM run_items AS i
  LEFT JOIN run_slices AS d ON d.period_no = i.period_no AND d.slice_key = i.slice_key
  INNER JOIN facts.slices AS l ON l.slice_key = COALESCE(d.dated_key, i.slice_key)
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  INNER JOIN report_members AS s ON s.period_no = i.period_no AND s.specialist_key = i.specialist_key
  WHERE i.period_no IN ($period_no, $previous_no) AND i.is_matured
  GROUP BY s.scope_no, l.customer_class, p.customer_key
),
classes AS (
  SELECT
    scope_no,
    class,
    SUM(CASE WHEN items > 0 THEN 1 ELSE 0 END) AS customers,
    SUM(items) AS items,
    SUM(premium) AS premium,
    SUM(renewed) AS renewed,
    SUM(items_before) AS items_before,
    SUM(renewed_before) AS renewed_before,
    SUM(CASE WHEN items > 0 AND items_before > 0 THEN 1 ELSE 0 END) AS stayed,
    SUM(CASE WHEN items > 0 AND items_before = 0 THEN 1 ELSE 0 END) AS came,
    SUM(CASE WHEN items = 0 AND items_before > 0 THEN 1 ELSE 0 END) AS went
  FROM customers
  GROUP BY scope_no, class
),
-- Rates are compared in millionths; of equal ones the first class.
best AS (
  SELECT scope_no, class, items, renewed
  FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY scope_no ORDER BY renewed * 1000000 // items DESC, class) AS place
    FROM classes
    WHERE items >= 10
  ) AS ordered
  WHERE place = 1
)
SELECT
  c.scope_no,
  c.class,
  c.customers,
  c.items,
  c.premium,
  c.renewed AS renewal,
  c.items AS renewal_of,
  b.renewed AS best,
  b.items AS best_of,
  c.renewed_before AS before,
  c.items_before AS before_of,
  c.stayed,
  c.came,
  c.went
FROM classes AS c
LEFT JOIN best AS b ON b.scope_no = c.scope_no AND b.class <> c.class
ORDER BY c.scope_no, c.class
