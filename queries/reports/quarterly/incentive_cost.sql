-- zh: 绩效成本与实收
-- en: Incentive cost against collections
-- note_zh: 各期计入的核算（已批准的，否则最近一次试算）与同期实收保费（实收减冲正）；合计只含有核算的期间。
-- note_en: The run that counts for each period (approved, else the newest draft) against the premium collected in it, less
--    reversals; totals hold the periods that have a run.
-- kind: table
-- show: folded
-- when_empty: leave_out
-- group_zh: 方案
-- group_en: Plan
-- group: part
-- group_words: quarter
-- columns: period, run, state, people, pay, mean, collected, cost
-- formats: word:unit, some, word:pay_state, some, money, average, money, average
-- columns_zh: 期间, 核算次, 状态, 人数, 应发合计, 人均, 实收保费, 每百元实收的绩效成本
-- columns_en: Period, Run, State, People, Pay, Mean, Collected, Cost per 100 collected
-- chart: bars
-- chart_label: period
-- chart_values: cost
WITH paid AS (
  SELECT p.scope_no, p.run_no, COUNT(*) AS people, SUM(p.pay) AS pay
  FROM report_pay_people AS p
  GROUP BY p.scope_no, p.run_no
),
runs AS (
  SELECT
    p.scope_no, r.first_on >= $first_on AS is_own, r.period, r.heading, r.first_on, r.last_on, r.plan_id, r.run_no, r.state,
    p.people, p.pay, COALESCE(c.amount, 0) AS collected
  FROM paid AS p
  INNER JOIN report_pay_runs AS r ON r.run_no = p.run_no
  LEFT JOIN report_pay_collected AS c ON c.scope_no = p.scope_no AND c.run_no = p.run_no
),
-- Several plans of a period are held against the same premium.
periods AS (
  SELECT scope_no, is_own, period, MAX(collected) AS collected
  FROM runs
  GROUP BY scope_no, is_own, period
),
totals AS (
  SELECT p.scope_no, p.is_own, p.pay, c.collected
  FROM (SELECT scope_no, is_own, SUM(pay) AS pay FROM runs GROUP BY scope_no, is_own) AS p
  INNER JOIN (SELECT scope_no, is_own, SUM(collected) AS collected FROM periods GROUP BY scope_no, is_own) AS c
    ON c.scope_no = p.scope_no AND c.is_own = p.is_own
),
told AS (
  SELECT *, FALSE AS is_total FROM runs
  UNION ALL
  SELECT
    scope_no, is_own, 'total', '', NULL, NULL, '', NULL, '', NULL, pay, collected, TRUE
  FROM totals
)
SELECT
  scope_no,
  CASE WHEN is_own THEN 'own' ELSE 'before' END AS part,
  is_total,
  heading || period AS period,
  run_no AS run,
  state,
  people,
  pay,
  pay AS mean,
  people AS mean_of,
  collected,
  pay * 100 AS cost,
  collected AS cost_of
FROM told
ORDER BY scope_no, is_own DESC, is_total, first_on, last_on, plan_id
