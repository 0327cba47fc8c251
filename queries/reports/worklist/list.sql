-- zh: 工作清单
-- en: List
-- note_zh: 按风险金额从大到小，相同者宽限期先满的在前；风险金额 = 应收保费 × 不能在宽限期内收齐的可能，宽限期已满的不评、
--    按保费列在后面。建议方式取客户近 12 个月最常接通的方式。未解决问题与近期低分（一年内最近一次评分为 1、2 分）宜先处理。
-- note_en: The largest value at risk first, of equal ones what ends its grace first. Value at risk is the premium due times the
--    chance that the item will not be renewed within grace; where grace has ended there is none, and the item stands behind by
--    its premium. The channel is the one by which the customer was reached most often in 12 months. A problem that is open, or a latest
--    score of 1 or 2 within a year, is better dealt with first.
-- kind: table
-- hide_empty: problem, low_score
-- columns: place, reason, value_at_risk, risk, class, customer_name, policy_id, phone, channel, problem, low_score, grace_end_on, amount_due,
--    specialist_name, team_name, stage, due_on, due_no, annual_premium, promised_on, last_contact_on, reasons
-- formats: count, word:task, money, share, word:risk_class, text, id, id, word:activity, word:issue, some, date, money, text, word:unit, word:stage,
--    date, count, money, date, date, local_prose
-- columns_zh: 序号, 事由, 风险金额, 风险, 风险等级, 客户, 保单号, 电话, 建议方式, 未解决问题, 近期低分, 宽限期止, 应收保费, 专员, 团队, 阶段, 应缴日, 缴次, 年化保费,
--    承诺日, 最近接触, 主要风险因素
-- columns_en: No., Reason, Value at risk, Risk, Risk class, Customer, Policy, Phone, Channel, Open problem, Low score, Grace ends, Premium due, Specialist,
--    Team, Stage, Due on, Payment no., Annual premium, Promised for, Last contact, What adds to the risk most
WITH problems AS (
  SELECT customer_key, ARG_MIN(kind, (opened_at, issue_id)) AS kind
  FROM facts.issues
  WHERE opened_on < $last_on AND COALESCE(resolved_on >= $last_on, TRUE) AND customer_key IS NOT NULL
  GROUP BY customer_key
),
scores AS (
  SELECT customer_key, ARG_MAX(score, (answered_on, survey_id)) AS score
  FROM facts.surveys
  WHERE answered_on < $last_on AND answered_on >= CAST($last_on AS DATE) - 365 AND score IS NOT NULL AND customer_key IS NOT NULL
  GROUP BY customer_key
)
SELECT
  o.scope_no,
  ROW_NUMBER() OVER (PARTITION BY o.scope_no ORDER BY w.place) AS place,
  w.reason,
  w.value_at_risk,
  w.score AS risk,
  10000 AS risk_of,
  w.class,
  COALESCE(w.customer_name, '') AS customer_name,
  w.policy_id,
  COALESCE(w.phone, '') AS phone,
  w.channel,
  q.kind AS problem,
  CASE WHEN s.score <= 2 THEN s.score END AS low_score,
  w.grace_end_on,
  w.amount_due,
  w.specialist_name,
  w.team_name,
  -- To be reinstated: long after 停一.
  CAST(LEAST(w.stage, 4) AS VARCHAR) AS stage,
  w.due_on,
  w.due_no,
  w.annual_premium,
  w.promised_on,
  w.last_contact_on,
  w.reasons_zh,
  w.reasons_en
FROM report_tasks AS w
INNER JOIN report_scopes AS o
  ON COALESCE(w.branch_id = o.branch_id, TRUE) AND COALESCE(w.team_id = o.team_id, TRUE)
    AND COALESCE(w.specialist_id = o.specialist_id, TRUE)
LEFT JOIN facts.customers AS c ON c.customer_id = w.customer_id
LEFT JOIN problems AS q ON q.customer_key = c.customer_key
LEFT JOIN scores AS s ON s.customer_key = c.customer_key
WHERE w.on_day = $last_on
ORDER BY o.scope_no, place
