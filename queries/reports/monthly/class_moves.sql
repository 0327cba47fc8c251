-- zh: 分类更新与迁移
-- en: Ratings and movement between classes
-- note_zh: 期末有效客户，按上期末与本期末所评类别；对角线为未变。更新为本月有新分类的客户数。
-- note_en: Customers in force at the end of the period, by their class at the end of the period before and at its end; the diagonal did
--    not move. Rated: customers with a rating of the month.
-- kind: table
-- needs: customer_ratings
-- when_empty: leave_out
-- show: folded
-- metrics: rating_coverage
-- columns: was, customers, a, b, c, u, moved, rated
-- formats: word:customer_class, count, count, count, count, count, share, share
-- columns_zh: {previous}末, 客户数, 现为 A, 现为 B, 现为 C, 现未分类, 改变, 本月更新
-- columns_en: At the end of {previous}, Customers, Now A, Now B, Now C, Now unrated, Moved, Rated in the month
WITH customers AS (
  SELECT
    f.specialist_key,
    f.customer_key,
    was.customer_class AS was,
    now.customer_class AS now,
    now.is_dated AND now.from_on BETWEEN $first_on AND $reference_on AS is_rated
  FROM run_customers_in_force AS f
  INNER JOIN run_periods AS p ON p.period_no = $previous_no
  INNER JOIN facts.ratings AS was
    ON was.customer_key = f.customer_key AND was.from_on <= p.reference_on AND p.reference_on < was.to_on
  INNER JOIN facts.ratings AS now
    ON now.customer_key = f.customer_key AND now.from_on <= $reference_on AND $reference_on < now.to_on
  WHERE f.period_no = $period_no
)
SELECT
  s.scope_no,
  c.was,
  COUNT(*) AS customers,
  SUM(CASE WHEN c.now = 'A' THEN 1 ELSE 0 END) AS a,
  SUM(CASE WHEN c.now = 'B' THEN 1 ELSE 0 END) AS b,
  SUM(CASE WHEN c.now = 'C' THEN 1 ELSE 0 END) AS c,
  SUM(CASE WHEN c.now = 'U' THEN 1 ELSE 0 END) AS u,
  SUM(CASE WHEN c.now <> c.was THEN 1 ELSE 0 END) AS moved,
  COUNT(*) AS moved_of,
  SUM(CASE WHEN c.is_rated THEN 1 ELSE 0 END) AS rated,
  COUNT(*) AS rated_of
FROM customers AS c
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = c.specialist_key
GROUP BY s.scope_no, c.was
ORDER BY s.scope_no, c.was
