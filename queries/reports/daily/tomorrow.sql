-- zh: 明日要务
-- en: Tomorrow
-- note_zh: 按今日末的数据：到期承诺、扣款重试、7 日内宽限期满、进入宽限期 30 天未缴（续收服务评鉴）、失效 3 个月内
--    未复效、每两周一次（复效服务评鉴）。每件只列一次。
--    完整清单见工作清单，按风险金额从大到小；风险为不能在宽限期内收齐的可能，模型见月报。
-- note_en: As known tonight: promises due, debits to retry, grace ending within 7 days, 30 days into grace unpaid, lapsed
--    within 3 months and not reinstated (every second week). Each item stands once. The whole list is the worklist; the largest value at risk first. Risk is the chance of not being
--    renewed within grace; its model is in the monthly review.
-- kind: table
-- group_zh: 事由
-- group_en: Reason
-- group: reason
-- group_words: tomorrow
-- columns: value_at_risk, risk, class, customer_name, policy_id, grace_end_on, amount_due, specialist_name, team_name, channel,
--    due_on, due_no, risk_reasons
-- formats: money, share, word:risk_class, text, id, date, money, text, word:unit, word:activity, date, count, local_prose
-- columns_zh: 风险金额, 风险, 风险等级, 客户, 保单号, 宽限期止, 应收保费, 专员, 团队, 建议方式, 应缴日, 缴次, 主要风险因素
-- columns_en: Value at risk, Risk, Risk class, Customer, Policy, Grace ends, Premium due, Specialist, Team, Channel, Due on,
--    Payment no., What adds to it most
SELECT
  m.scope_no,
  CASE s.reason
    WHEN 'promise_due' THEN 1 WHEN 'debit_retry' THEN 2 WHEN 'grace_ending' THEN 3 WHEN 'grace_30' THEN 4 ELSE 5
  END AS step,
  s.reason,
  s.team_name,
  s.specialist_name,
  s.policy_id,
  COALESCE(s.customer_name, '') AS customer_name,
  s.due_on,
  s.grace_end_on,
  s.due_no,
  s.amount_due,
  s.value_at_risk,
  s.score AS risk,
  10000 AS risk_of,
  s.class,
  s.reasons_zh AS risk_reasons_zh,
  s.reasons_en AS risk_reasons_en,
  s.channel
FROM report_tasks AS s
INNER JOIN report_scopes AS m
  ON COALESCE(s.branch_id = m.branch_id, TRUE) AND COALESCE(s.team_id = m.team_id, TRUE)
    AND COALESCE(s.specialist_id = m.specialist_id, TRUE)
WHERE s.on_day = CAST($reference_on AS DATE) + 1
  AND s.reason IN ('promise_due', 'debit_retry', 'grace_ending', 'grace_30', 'reinstate')
ORDER BY m.scope_no, step, s.place
