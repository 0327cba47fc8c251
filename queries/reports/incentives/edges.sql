-- zh: 临界人数
-- en: Crowding at edges
-- note_zh: 界上、界下各 0.01 之内的人数。
-- note_en: People within 0.01 of each edge.
-- kind: table
-- when_empty: leave_out
-- columns: node, edge, below, above
-- formats: pay_row, number, count, count
-- columns_zh: 项目, 界, 界下人数, 界上人数
-- columns_en: Component, Edge, Just below, On it or just above
-- People just below and just above the edges of tables: crowding above an edge says that it steers.
SELECT
  e.scope_no,
  e.node,
  COALESCE(n.title, '') AS node_title,
  '' AS node_part,
  e.edge,
  e.below,
  e.above
FROM report_pay_edges AS e
INNER JOIN report_pay_runs AS r ON r.run_no = e.run_no
LEFT JOIN incentive_names AS n ON n.run_no = e.run_no AND n.id = SPLIT_PART(e.node, ':', 2)
WHERE r.first_on >= $first_on
ORDER BY e.scope_no, e.node, e.place
