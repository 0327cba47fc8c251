-- zh: 汇总
-- en: Summary
-- kind: table
-- columns: figure, value
-- formats: word:review, as:format
-- columns_zh: 项目, 数值
-- columns_en: Figure, Value
-- One figure a row, each in a format of its own. Corrections are what the ledger holds, also before the period is approved.
WITH runs AS (
  SELECT
    r.*,
    EXISTS (
      SELECT 1 FROM incentive_runs AS n
      WHERE n.plan_id = r.plan_id AND n.period = r.period AND n.kind = 'calculate' AND n.run_no > r.run_no
    ) AS has_newer
  FROM report_pay_runs AS r
  WHERE r.first_on >= $first_on
),
paid AS (
  SELECT
    s.scope_no,
    r.run_no,
    COUNT(p.pay) AS people,
    COUNT(CASE WHEN p.pay > 0 THEN 1 END) AS paid,
    COALESCE(SUM(p.pay), 0) AS pay,
    QUANTILE_DISC(p.pay, 0.5) AS median
  FROM runs AS r
  CROSS JOIN report_scopes AS s
  LEFT JOIN report_pay_people AS p ON p.run_no = r.run_no AND p.scope_no = s.scope_no
  GROUP BY s.scope_no, r.run_no
),
totals AS (
  SELECT
    p.*,
    CASE WHEN r.state = 'approved' AND r.has_newer THEN 'newer' ELSE r.state END AS state,
    (
      SELECT COALESCE(SUM(l.amount), 0) FROM incentive_ledger AS l
      WHERE l.plan_id = r.plan_id AND l.period = r.period AND l.origin <> l.period
    ) AS corrections,
    COALESCE(c.amount, 0) AS collected,
    CAST($budget AS DECIMAL(38, 6)) AS budget
  FROM paid AS p
  INNER JOIN runs AS r ON r.run_no = p.run_no
  LEFT JOIN report_pay_collected AS c ON c.run_no = p.run_no AND c.scope_no = p.scope_no
),
told AS (
  SELECT scope_no, 1 AS place, 'state' AS figure, 'word:pay_state' AS format, state AS value, NULL AS value_of FROM totals
  UNION ALL
  SELECT scope_no, 2, 'people', 'count', people, NULL FROM totals
  UNION ALL
  SELECT scope_no, 3, 'paid', 'count', paid, NULL FROM totals
  UNION ALL
  SELECT scope_no, 4, 'own', 'money', pay, NULL FROM totals
  UNION ALL
  SELECT scope_no, 5, 'corrections', 'money', corrections, NULL FROM totals
  UNION ALL
  SELECT scope_no, 6, 'pay', 'money', pay + corrections, NULL FROM totals
  UNION ALL
  SELECT scope_no, 7, 'mean', 'average', pay + corrections, people FROM totals
  UNION ALL
  SELECT scope_no, 8, 'median', 'money', median, NULL FROM totals
  UNION ALL
  SELECT scope_no, 9, 'collected', 'money', collected, NULL FROM totals
  UNION ALL
  SELECT scope_no, 10, 'cost', 'share', pay + corrections, collected FROM totals
  UNION ALL
  SELECT scope_no, 11, 'budget', 'money', budget, NULL FROM totals WHERE budget IS NOT NULL
  UNION ALL
  SELECT scope_no, 12, 'budget_share', 'share', pay + corrections, budget FROM totals WHERE budget IS NOT NULL
)
SELECT scope_no, figure, format, value, value_of
FROM told
ORDER BY scope_no, place
