-- zh: 风险模型
-- en: Risk model
-- note_zh: 风险为件不能在宽限期内收齐的可能，由全公司一个逻辑回归模型按历史件推算；观察次数为一件在各时点仍未收齐的次数。分组校准与各因素见月报。
-- note_en: Risk is the chance that an item will not be renewed within grace, by one logistic regression for the whole company;
--    a case is an item at a point at which it was still open. Calibration and weights are in the monthly review.
-- kind: table
-- show: folded
-- columns: label, items, cases, predicted, actual, range, auc
-- formats: local, some, count, share, share, interval:actual, text
-- columns_zh: 组, 件数, 观察次数, 预测未收齐, 实际未收齐（基准率）, 95% 区间, AUC
-- columns_en: Group, Items, Cases, Predicted lost, Lost (base rate), 95 % interval, AUC
SELECT
  o.scope_no,
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
WHERE c.block IN ('model', 'none')
ORDER BY o.scope_no, c.place
