-- zh: 差异
-- en: Discrepancies
-- note_zh: 已批准的金额与按现有数据重新计算的不同之处；已关账期间须重记更正。
-- note_en: Where approved amounts are no longer what the data says; rebook posts those of closed periods.
-- empty_zh: 按现有数据重新计算，已批准的金额没有变化；未批准的期间不在此列。
-- empty_en: Calculated again on the data of today, approved amounts are the same; periods that are not approved are not looked at.
-- kind: table
-- columns: period, specialist_id, node, was, becomes, difference
-- formats: text, id, pay_row, money, money, money
-- columns_zh: 期间, 专员, 项目, 已批准, 现有数据, 差额
-- columns_en: Period, Specialist, Row, Approved, By the data of today, Difference
SELECT
  s.scope_no,
  d.period,
  COALESCE(d.specialist_id, '') AS specialist_id,
  COALESCE(d.node, 'unchecked') AS node,
  COALESCE(a.title, '') AS node_title,
  COALESCE(b.title, '') AS node_part,
  d.was,
  d.becomes,
  d.becomes - d.was AS difference
FROM report_pay_discrepancies AS d
CROSS JOIN report_scopes AS s
LEFT JOIN incentive_names AS a ON a.run_no = d.run_no AND a.id = SPLIT_PART(SPLIT_PART(d.node, ':', 2), '/', 1)
LEFT JOIN incentive_names AS b ON b.run_no = d.run_no AND b.id = SPLIT_PART(d.node, '/', 2)
ORDER BY s.scope_no, d.run_no, d.place
