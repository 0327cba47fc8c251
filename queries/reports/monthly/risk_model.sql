-- zh: 风险模型
-- en: Risk model
-- note_zh: 全公司一个逻辑回归模型：按截至日前十五个月至前三个月满期的件训练，用最近三个月满期的件检验；一件在每个仍未收齐的时点计一次，
--    只用该时点之前的事实。AUC：任取一件未收齐与一件收齐，前者预测风险较高的可能，0.5 为瞎猜。
-- note_en: One logistic regression for the whole company, trained on items whose grace ended between fifteen and three months
--    before the as-of day, held against those of the last three months. An item is a case at each point at which it was still
--    open, from facts before that point alone. AUC: the chance that of a lost and a renewed case the lost one had the higher
--    risk; 0.5 is guessing.
-- kind: table
-- show: folded
-- group_zh: 部分
-- group_en: Part
-- group: block
-- group_words: risk_block
-- columns: label, items, cases, predicted, actual, range, auc
-- formats: local, some, count, share, share, interval:actual, text
-- columns_zh: 组, 件数, 观察次数, 预测未收齐, 实际未收齐, 95% 区间, AUC
-- columns_en: Group, Items, Cases, Predicted lost, Lost, 95 % interval, AUC
SELECT
  o.scope_no,
  c.block,
  c.label_zh,
  c.label_en,
  c.items,
  c.cases,
  c.predicted,
  10000 AS predicted_of,
  c.lost AS actual,
  c.cases AS actual_of,
  COALESCE(c.auc, '–') AS auc
FROM risk_card AS c
CROSS JOIN report_scopes AS o
ORDER BY o.scope_no, CASE c.block WHEN 'model' THEN 1 WHEN 'timing' THEN 2 ELSE 3 END, c.place
