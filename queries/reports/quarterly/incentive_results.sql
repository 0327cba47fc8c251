-- zh: 绩效达标情况
-- en: Results that pay
-- note_zh: 本季各期合并计数（人次）：门槛以下＝系数为 0，达标＝系数不低于 1，最高档＝已在表的最后一档；方案文件已变更时不计。
-- note_en: People and periods of the quarter together. Below threshold: the table gives 0; at target: 1 or more; at the top: in
--    the last tier. Not counted where the plan's file has changed.
-- kind: table
-- show: folded
-- when_empty: leave_out
-- columns: node, measure, people, below, at_target, at_top
-- formats: pay_row, measure, count, bar, bar, bar
-- columns_zh: 项目, 指标, 人次, 门槛以下, 达标, 最高档
-- columns_en: Component, Measure, Results, Below threshold, At target, At the top
WITH results AS (
  SELECT s.*, r.plan_id, r.heading, COALESCE(n.title, '') AS title
  FROM report_pay_results AS s
  INNER JOIN report_pay_runs AS r ON r.run_no = s.run_no
  LEFT JOIN incentive_names AS n ON n.run_no = s.run_no AND n.id = SPLIT_PART(s.node, ':', 2)
  WHERE r.first_on >= $first_on
)
SELECT
  scope_no,
  node,
  CASE WHEN MAX(title) = '' THEN '' ELSE MAX(heading) || MAX(title) END AS node_title,
  '' AS node_part,
  measure,
  SUM(people) AS people,
  SUM(CASE WHEN is_known THEN below ELSE 0 END) AS below,
  SUM(CASE WHEN is_known THEN people ELSE 0 END) AS below_of,
  SUM(CASE WHEN is_known THEN at_target ELSE 0 END) AS at_target,
  SUM(CASE WHEN is_known THEN people ELSE 0 END) AS at_target_of,
  SUM(CASE WHEN is_known THEN at_top ELSE 0 END) AS at_top,
  SUM(CASE WHEN is_known THEN people ELSE 0 END) AS at_top_of
FROM results
GROUP BY scope_no, plan_id, node, measure
ORDER BY scope_no, plan_id, node, measure
