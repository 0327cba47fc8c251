-- zh: 待处理
-- en: Findings
-- kind: table
-- when_empty: leave_out
-- columns: specialist_id, kind, node, detail
-- formats: id, word:finding, pay_row, measure
-- columns_zh: 专员, 事项, 项目, 说明
-- columns_en: Specialist, Kind, Row, Detail
-- A balance is found by the block that keeps it, which alone is no row: it is shown by its title, as a component is.
WITH found AS (
  SELECT f.run_no, f.specialist_id, f.node AS place, f.kind, f.detail,
    CASE f.kind WHEN 'unsettled' THEN 'component:' || f.node ELSE f.node END AS node
  FROM incentive_findings AS f
  INNER JOIN report_pay_runs AS r ON r.run_no = f.run_no
  WHERE r.first_on >= $first_on
)
SELECT
  s.scope_no,
  f.specialist_id,
  f.kind,
  f.node,
  COALESCE(a.title, '') AS node_title,
  COALESCE(b.title, '') AS node_part,
  f.detail
FROM found AS f
CROSS JOIN report_scopes AS s
LEFT JOIN incentive_names AS a ON a.run_no = f.run_no AND a.id = SPLIT_PART(SPLIT_PART(f.node, ':', 2), '/', 1)
LEFT JOIN incentive_names AS b ON b.run_no = f.run_no AND b.id = SPLIT_PART(f.node, '/', 2)
ORDER BY s.scope_no, f.specialist_id, f.place, f.kind, f.detail
