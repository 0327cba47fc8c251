-- zh: 风险因素
-- en: What risk is made of
-- note_zh: 其他因素相同时，该取值使不能收齐的风险比乘以多少倍（相对该因素的平均）；未收齐为训练样本中的实际占比。客户分类没有日期，不进模型。
-- note_en: By how much a level multiplies the odds of not being renewed, all else equal, against the average of its factor.
--    Lost is the share in the training cases. The customer class has no date and is left out.
-- kind: table
-- show: folded
-- columns: factor, level, cases, lost, odds
-- formats: local, local, count, share, text
-- columns_zh: 因素, 取值, 观察次数, 未收齐, 风险倍数
-- columns_en: Factor, Level, Cases, Lost, Odds
SELECT
  o.scope_no,
  f.feature_zh AS factor_zh,
  f.feature_en AS factor_en,
  f.level_zh,
  f.level_en,
  f.cases,
  f.lost,
  f.cases AS lost_of,
  f.odds
FROM risk_factors AS f
CROSS JOIN report_scopes AS o
ORDER BY o.scope_no, f.place
