-- zh: 结构分析
-- en: What the list is made of
-- note_zh: 按险种、缴别、缴次、保费档位；上次按期为其上一期应缴日后 30 天内缴清的件数占比。
-- note_en: By product, premium mode, payment number and amount; paid last time: the instalment before was settled within 30 days of its due
--    day.
-- kind: table
-- group: cut
-- group_title: cut
-- group_words: list_cut
-- group_zh: 维度
-- group_en: By
-- columns: label, items, share, premium, premium_share, paid, problems
-- formats: word:list_label, count, bar, money, share, share, count
-- columns_zh: 类别, 件数, 件数占比, 应收保费, 保费占比, 上次按期, 问题件数
-- columns_en: Part, Items, Items %, Premium due, Premium %, Paid last time, Problem items
WITH cuts AS (
  SELECT *, 'product' AS cut, product AS label FROM report_due_list
  UNION ALL
  SELECT *, 'mode', premium_mode FROM report_due_list
  UNION ALL
  SELECT *, 'number', CASE WHEN due_no <= 3 THEN 'number_' || CAST(due_no AS VARCHAR) ELSE 'number_4' END FROM report_due_list
  UNION ALL
  SELECT
    *,
    'amount',
    CASE
      WHEN amount_due < 1000 THEN 'amount_0'
      WHEN amount_due < 5000 THEN 'amount_1'
      WHEN amount_due < 10000 THEN 'amount_2'
      WHEN amount_due < 50000 THEN 'amount_3'
      ELSE 'amount_4'
    END
  FROM report_due_list
)
SELECT
  scope_no,
  cut,
  label,
  COUNT(*) AS items,
  COUNT(*) AS share,
  SUM(COUNT(*)) OVER (PARTITION BY scope_no, cut) AS share_of,
  SUM(amount_due) AS premium,
  SUM(amount_due) AS premium_share,
  SUM(SUM(amount_due)) OVER (PARTITION BY scope_no, cut) AS premium_share_of,
  SUM(CASE WHEN last_paid IN ('first', 'on_time', 'reminded') THEN 1 ELSE 0 END) AS paid,
  SUM(CASE WHEN last_paid <> 'unknown' THEN 1 ELSE 0 END) AS paid_of,
  SUM(CASE WHEN is_problem THEN 1 ELSE 0 END) AS problems
FROM cuts
GROUP BY scope_no, cut, label
ORDER BY
  scope_no,
  CASE cut WHEN 'product' THEN 1 WHEN 'mode' THEN 2 WHEN 'number' THEN 3 ELSE 4 END,
  CASE WHEN cut IN ('product', 'mode') THEN -COUNT(*) END,
  label
