-- zh: 明日要务
-- en: Tomorrow
-- note_zh: 按今日末的数据：到期承诺、扣款重试、7 日内宽限期满、进入宽限期 30 天未缴（续收服务评鉴）、失效 3 个月内
--    未复效、每两周一次（复效服务评鉴）。每件只列一次。
--    完整清单见 worklist；风险为不能在宽限期内收齐的可能，模型见月报。
-- note_en: As known tonight: promises due, debits to retry, grace ending within 7 days, 30 days into grace unpaid, lapsed
--    within 3 months and not reinstated (every second week). Each item stands once. The whole list is printed by worklist. Risk is the chance of not being
--    renewed within grace; its model is in the monthly review.
-- kind: table
-- group: reason
-- group_words: tomorrow
-- columns: team_name, specialist_name, policy_id, customer_name, due_on, grace_end_on, due_no, amount_due, at_risk, risk,
--    class, risk_reasons, channel
-- formats: text, text, id, text, date, date, count, money, money, share, word:risk_class, local_prose, word:activity
-- columns_zh: 团队, 专员, 保单号, 客户, 应缴日, 宽限期止, 缴次, 应收保费, 年化保费, 风险, 风险等级, 主要风险因素, 建议方式
-- columns_en: Team, Specialist, Policy, Customer, Due on, Grace ends, Payment no., Premium due, Annual premium, Risk,
--    Risk class, What adds to it most, Channel
SELECT
  m.scope_no,
  CASE s.reason
    WHEN 'promise_due' THEN 1 WHEN 'debit_retry' THEN 2 WHEN 'grace_ending' THEN 3 WHEN 'grace_30' THEN 4 ELSE 5
  END AS place,
  s.reason,
  s.team_name,
  s.specialist_name,
  s.policy_id,
  COALESCE(s.customer_name, '') AS customer_name,
  s.due_on,
  s.grace_end_on,
  s.due_no,
  s.amount_due,
  s.at_risk,
  k.score AS risk,
  10000 AS risk_of,
  k.class,
  k.reasons_zh AS risk_reasons_zh,
  k.reasons_en AS risk_reasons_en,
  s.channel
FROM worklist AS s
INNER JOIN report_scopes AS m
  ON COALESCE(s.branch_id = m.branch_id, TRUE) AND COALESCE(s.team_id = m.team_id, TRUE)
    AND COALESCE(s.specialist_id = m.specialist_id, TRUE)
LEFT JOIN risk AS k ON k.item_key = s.item_key
WHERE s.on_day = CAST($reference_on AS DATE) + 1
  AND s.reason IN ('promise_due', 'debit_retry', 'grace_ending', 'grace_30', 'reinstate')
ORDER BY m.scope_no, place, s.at_risk DESC, s.due_id
