-- zh: 当日概览
-- en: The day
-- note_zh: 按前一日末的数据；每件只列一次，事由取最紧急的一项。
-- note_en: As known at the end of the day before; each item stands once, with its most urgent reason.
-- kind: figures
-- columns: items, people, amount, value_at_risk, promises, debits, ending, grace, lapsed
-- formats: count, count, money, money, count, count, count, count, count
-- columns_zh: 件数, 专员, 应收保费, 风险金额, 承诺到期, 扣款重试, 宽限期将满, 宽限期30天, 复效跟进
-- columns_en: Items, Specialists, Premium due, Value at risk, Promises due, Debits to retry, Grace ending, Grace day 30,
--    Reinstatement
SELECT
  o.scope_no,
  COUNT(w.item_key) AS items,
  COUNT(DISTINCT w.specialist_id) AS people,
  COALESCE(SUM(w.amount_due), 0) AS amount,
  SUM(w.value_at_risk) AS value_at_risk,
  COALESCE(SUM(CASE WHEN w.reason = 'promise_due' THEN 1 ELSE 0 END), 0) AS promises,
  COALESCE(SUM(CASE WHEN w.reason = 'debit_retry' THEN 1 ELSE 0 END), 0) AS debits,
  COALESCE(SUM(CASE WHEN w.reason = 'grace_ending' THEN 1 ELSE 0 END), 0) AS ending,
  COALESCE(SUM(CASE WHEN w.reason = 'grace_30' THEN 1 ELSE 0 END), 0) AS grace,
  COALESCE(SUM(CASE WHEN w.reason = 'reinstate' THEN 1 ELSE 0 END), 0) AS lapsed
FROM report_scopes AS o
LEFT JOIN report_tasks AS w
  ON w.on_day = $last_on AND COALESCE(w.branch_id = o.branch_id, TRUE) AND COALESCE(w.team_id = o.team_id, TRUE)
    AND COALESCE(w.specialist_id = o.specialist_id, TRUE)
GROUP BY o.scope_no
ORDER BY o.scope_no
