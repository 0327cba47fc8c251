-- zh: 亲访效果
-- en: What visits bring
-- note_zh: 宽限期于当月届满的续期件，按客户分类、按应缴日前 15 天的续期风险，与宽限期内（应缴日起、收齐之前）的接触分开：亲访过、只有其他有效接触、没有接触。续费率及 95%
--    区间；同一类内比较，与没有接触者的差别也含着谁会被亲访，不能都算作亲访之功。
-- note_en: Items whose grace ended in the month, by customer class, by the renewal risk 15 days before the due day, and by the contact in grace before they were settled: visited, reached
--    otherwise, not at all; renewal with its 95 % interval. Compare within a class; who gets visited is part of the difference.
-- kind: table
-- needs: visits, activities, payments
-- when_empty: leave_out
-- show: folded
-- group_zh: 分组
-- group_en: By
-- group: what
-- group_words: visit_group
-- columns: class, contact, items, premium, renewal, range, depth
-- formats: word:visit_class, word:contact_depth, count, money, bar, interval:renewal, share
-- columns_zh: 类别, 接触, 件数, 应收保费, 续费率, 95% 区间, 亲访有记录
-- columns_en: Class, Contact, Items, Premium due, Renewal, 95 % interval, Visits recorded
WITH matured AS (
  SELECT
    i.item_key,
    i.due_on,
    i.grace_end_on,
    i.amount_due,
    i.settled_on,
    i.is_renewed,
    i.specialist_key,
    COALESCE(d.dated_key, i.slice_key) AS slice_key
  FROM run_items AS i
  LEFT JOIN run_slices AS d ON d.period_no = i.period_no AND d.slice_key = i.slice_key
  WHERE i.period_no = $period_no AND i.is_matured
),
touched AS (
  SELECT
    m.item_key,
    MAX(CASE WHEN a.kind = 'visit' THEN 1 ELSE 0 END) AS is_visited,
    MAX(CASE WHEN a.is_effective THEN 1 ELSE 0 END) AS is_reached,
    MAX(CASE WHEN v.activity_id IS NOT NULL THEN 1 ELSE 0 END) AS is_recorded
  FROM matured AS m
  INNER JOIN facts.activities AS a
    ON a.item_key = m.item_key AND a.occurred_on >= m.due_on AND a.occurred_on <= m.grace_end_on
      AND COALESCE(a.occurred_on <= m.settled_on, TRUE)
  LEFT JOIN facts.visits AS v ON v.activity_id = a.activity_id
  GROUP BY m.item_key
),
judged AS (
  SELECT
    m.*,
    l.customer_class,
    COALESCE(k.class, '') AS risk_class,
    CASE WHEN t.is_visited = 1 THEN 'visited' WHEN t.is_reached = 1 THEN 'reached' ELSE 'untouched' END AS contact,
    CASE WHEN t.is_visited = 1 THEN t.is_recorded END AS is_recorded
  FROM matured AS m
  INNER JOIN facts.slices AS l ON l.slice_key = m.slice_key
  LEFT JOIN risk_matured AS k ON k.item_key = m.item_key
  LEFT JOIN touched AS t ON t.item_key = m.item_key
),
banded AS (
  SELECT
    'customer_class' AS what,
    'customer_' || customer_class AS class,
    CASE customer_class WHEN 'A' THEN 1 WHEN 'B' THEN 2 WHEN 'C' THEN 3 ELSE 4 END AS step,
    j.*
  FROM judged AS j
  UNION ALL
  SELECT
    'risk',
    'risk_' || COALESCE(NULLIF(risk_class, ''), 'none'),
    CASE risk_class WHEN 'high' THEN 5 WHEN 'middle' THEN 6 WHEN 'low' THEN 7 ELSE 8 END,
    j.*
  FROM judged AS j
  WHERE EXISTS (SELECT 1 FROM risk_matured)
)
SELECT
  s.scope_no,
  b.what,
  b.class,
  b.contact,
  COUNT(*) AS items,
  SUM(b.amount_due) AS premium,
  SUM(CASE WHEN b.is_renewed THEN 1 ELSE 0 END) AS renewal,
  COUNT(*) AS renewal_of,
  SUM(b.is_recorded) AS depth,
  SUM(CASE WHEN b.contact = 'visited' THEN 1 ELSE 0 END) AS depth_of
FROM banded AS b
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = b.specialist_key
GROUP BY s.scope_no, b.what, b.class, b.step, b.contact
ORDER BY s.scope_no, b.step, CASE b.contact WHEN 'visited' THEN 1 WHEN 'reached' THEN 2 ELSE 3 END
