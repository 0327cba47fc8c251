-- zh: 绩效核算
-- en: Incentive pay
-- note_zh: 本期方案计入的那次核算：已批准的，没有批准时为最近一次试算；人员归属核算时所在的团队。以前期间的更正与本期一并发放。
-- note_en: The run that counts for the period: the approved one, else the newest draft; people by the team the run had them in.
--    Corrections of earlier periods are paid with it.
-- kind: table
-- when_empty: leave_out
-- columns: plan, run, state, known, people, pay, mean, corrections, paid
-- formats: text, count, word:pay_state, date, count, money, average, money, money
-- columns_zh: 方案, 核算次, 状态, 数据截至, 人数, 应发合计, 人均, 以前期间更正, 实发合计
-- columns_en: Plan, Run, State, Data as of, People, Pay, Mean, Earlier periods, Paid in all
WITH paid AS (
  SELECT scope_no, run_no, COUNT(*) AS people, SUM(pay) AS pay
  FROM report_pay_people
  GROUP BY scope_no, run_no
),
corrected AS (
  SELECT scope_no, run_no, SUM(amount) AS amount
  FROM report_pay_corrections
  GROUP BY scope_no, run_no
)
SELECT
  p.scope_no,
  r.plan_title AS plan,
  r.run_no AS run,
  r.state,
  r.as_of AS known,
  p.people,
  p.pay,
  p.pay AS mean,
  p.people AS mean_of,
  CASE WHEN r.state <> 'draft' THEN COALESCE(c.amount, 0) END AS corrections,
  CASE WHEN r.state <> 'draft' THEN p.pay + COALESCE(c.amount, 0) END AS paid
FROM report_pay_runs AS r
INNER JOIN paid AS p ON p.run_no = r.run_no
LEFT JOIN corrected AS c ON c.run_no = p.run_no AND c.scope_no = p.scope_no
WHERE r.first_on >= $first_on
ORDER BY p.scope_no, r.first_on, r.last_on, r.plan_id
