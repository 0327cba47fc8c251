-- zh: 续期风险
-- en: Renewal risk
-- note_zh: 截至日未收齐、宽限期未满、三个月内到期的续期件，按不能在宽限期内收齐的可能分级（分界可设）。预计流失保费为各件应收保费 ×
--    该可能之和。模型见文末。
-- note_en: Items open on the as-of day whose grace still runs, due within three months, by the chance that they will not be
--    renewed within grace (limits are settings). Expected loss is premium times chance, summed. The model stands at the end.
-- kind: table
-- columns: class, items, premium, share, expected, rate, overdue, overdue_premium
-- formats: word:risk_class, count, money, share, money, bar, count, money
-- columns_zh: 风险, 件数, 应收保费, 保费占比, 预计流失保费, 预计流失率, 已过应缴日件数, 已过应缴日保费
-- columns_en: Risk, Items, Premium due, Share of premium, Expected loss, Expected loss %, Items past due, Premium past due
-- Premium is multiplied by ten-thousandths, so that the sums are exact.
WITH items AS (
  SELECT s.scope_no, r.class, r.amount_due, r.score, r.due_on <= $as_of AS is_overdue
  FROM risk AS r
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = r.specialist_key
),
classes AS (
  SELECT
    scope_no,
    CASE WHEN GROUPING(class) = 1 THEN 'total' ELSE class END AS class,
    GROUPING(class) = 1 AS is_total,
    COUNT(*) AS items,
    SUM(amount_due) AS premium,
    SUM(amount_due * score) AS expected,
    SUM(CASE WHEN is_overdue THEN 1 ELSE 0 END) AS overdue,
    COALESCE(SUM(CASE WHEN is_overdue THEN amount_due END), 0) AS overdue_premium
  FROM items
  GROUP BY GROUPING SETS ((scope_no, class), (scope_no))
)
SELECT
  scope_no,
  is_total,
  class,
  items,
  premium,
  premium AS share,
  SUM(premium) OVER (PARTITION BY scope_no, is_total) AS share_of,
  expected * 0.0001 AS expected,
  expected AS rate,
  premium * 10000 AS rate_of,
  overdue,
  overdue_premium
FROM classes
ORDER BY scope_no, is_total, CASE class WHEN 'high' THEN 1 WHEN 'middle' THEN 2 ELSE 3 END
