-- zh: 公平性
-- en: Fairness
-- note_zh: 基尼系数见各期走势（0 为人人相同，1 为一人独得）。这些数字只供参考，不作评判；秩相关为斯皮尔曼系数。
-- note_en: Gini stands beside each period (0: all alike, 1: one gets all). The figures inform, they judge nobody; ranks by Spearman.
-- empty_zh: 本方案没有按一项指标的档次计发的项目（按笔计发、评分、排名不在此列），无从比较业绩与应发。
-- empty_en: No component of the plan pays by the tiers of one measure (payments, scores and ranks do not), so results cannot be held against pay.
-- kind: table
-- columns: node, measure, people, below, at_target, at_top, correlation, inverted
-- formats: pay_row, measure, count, bar, bar, bar, number, bar
-- columns_zh: 项目, 指标, 人数, 门槛以下, 达标, 最高档, 与应发的排名相关, 业绩高而应发低的比例
-- columns_en: Component, Measure, People, Below threshold, At target, At excellence, Rank correlation with pay, Inverted pairs
-- Nobody knows thresholds where the plan's file is not what it was.
SELECT
  s.scope_no,
  s.node,
  COALESCE(n.title, '') AS node_title,
  '' AS node_part,
  s.measure,
  s.people,
  s.below,
  CASE WHEN s.is_known THEN s.people END AS below_of,
  s.at_target,
  CASE WHEN s.is_known THEN s.people END AS at_target_of,
  s.at_top,
  CASE WHEN s.is_known THEN s.people END AS at_top_of,
  s.correlation,
  s.inverted,
  s.differing AS inverted_of
FROM report_pay_results AS s
INNER JOIN report_pay_runs AS r ON r.run_no = s.run_no
LEFT JOIN incentive_names AS n ON n.run_no = s.run_no AND n.id = SPLIT_PART(s.node, ':', 2)
WHERE r.first_on >= $first_on
ORDER BY s.scope_no, s.node
