-- zh: 当日概览
-- en: The day
-- note_zh: 按前一日末的数据；每件只列一次，事由取最紧急的一项。
-- note_en: As known at the end of the day before; each item stands once, with its most urgent reason.
-- kind: figures
-- columns: items, people, amount, at_risk, promises, debits, ending, grace, lapsed
-- formats: count, count, money, money, count, count, count, count, count
-- columns_zh: 件数, 专员, 应收保费, 年化保费, 承诺到期, 扣款重试, 宽限期将满, 宽限期30天, 复效跟进
-- columns_en: Items, Specialists, Premium due, Annual premium, Promises due, Debits to retry, Grace ending, Grace day 30,
--    Reinstatement
SELECT
  COUNT(*) AS items,
  COUNT(DISTINCT specialist_id) AS people,
  COALESCE(SUM(amount_due), 0) AS amount,
  COALESCE(SUM(at_risk), 0) AS at_risk,
  COALESCE(SUM(CASE WHEN reason = 'promise_due' THEN 1 ELSE 0 END), 0) AS promises,
  COALESCE(SUM(CASE WHEN reason = 'debit_retry' THEN 1 ELSE 0 END), 0) AS debits,
  COALESCE(SUM(CASE WHEN reason = 'grace_ending' THEN 1 ELSE 0 END), 0) AS ending,
  COALESCE(SUM(CASE WHEN reason = 'grace_30' THEN 1 ELSE 0 END), 0) AS grace,
  COALESCE(SUM(CASE WHEN reason = 'reinstate' THEN 1 ELSE 0 END), 0) AS lapsed
FROM worklist
WHERE on_day = $last_on
  AND ($branch_id IS NULL OR branch_id = $branch_id)
  AND ($team_id IS NULL OR team_id = $team_id)
  AND ($specialist_id IS NULL OR specialist_id = $specialist_id)
