-- zh: 13个月继续率
-- en: 13-month persistency
-- note_zh: 本月与滚动十二个月，保费、件数分列；滚动为十二个月分子、分母各自相加。综合为 0.7 × 保费 + 0.3 × 件数，仅供参考。
-- note_en: The month and the rolling twelve months, by premium and by policies; rolling adds up numerators and denominators of
--    twelve months. The composite, 0.7 x premium + 0.3 x policies, is a footnote.
-- kind: table
-- when_empty: leave_out
-- metrics: persistency_13_premium, persistency_13_count, persistency_13
-- columns: metric, kept, due, month, rolling_kept, rolling_due, rolling
-- formats: metric, as:form, as:form, share, as:form, as:form, share
-- columns_zh: 指标, 本月继续, 本月应续, 本月继续率, 十二个月继续, 十二个月应续, 滚动十二个月继续率
-- columns_en: Metric, Kept in the month, Cohort of the month, Of the month, Kept in twelve months, Cohorts of twelve months,
--    Rolling twelve months
WITH sums AS (
  SELECT
    scope_no,
    metric,
    SUM(CASE WHEN period_no = $period_no THEN numerator END) AS kept,
    SUM(CASE WHEN period_no = $period_no THEN denominator END) AS due,
    SUM(numerator) AS rolling_kept,
    SUM(denominator) AS rolling_due
  FROM report_entities
  WHERE period_no BETWEEN $period_no - 11 AND $period_no AND metric IN ('persistency_13_premium', 'persistency_13_count')
  GROUP BY scope_no, metric
),
exact AS (
  SELECT scope_no, metric, CAST(rolling_kept AS DECIMAL(18, 2)) AS rolling_kept, CAST(rolling_due AS DECIMAL(18, 2)) AS rolling_due
  FROM sums
)
SELECT
  scope_no,
  metric,
  CASE metric WHEN 'persistency_13_premium' THEN 'money' ELSE 'count' END AS form,
  kept,
  due,
  kept AS month,
  due AS month_of,
  rolling_kept,
  rolling_due,
  rolling_kept AS rolling,
  rolling_due AS rolling_of,
  CASE metric WHEN 'persistency_13_premium' THEN 1 ELSE 2 END AS place
FROM sums
UNION ALL
-- 0.7 a / b + 0.3 c / d is (7 a d + 3 c b) / 10 b d.
SELECT
  s.scope_no, v.metric, 'count', NULL, NULL, v.value, 1, NULL, NULL, 7 * a.rolling_kept * c.rolling_due + 3 * c.rolling_kept * a.rolling_due,
  10 * a.rolling_due * c.rolling_due, 3
FROM report_scopes AS s
LEFT JOIN exact AS a ON a.scope_no = s.scope_no AND a.metric = 'persistency_13_premium'
LEFT JOIN exact AS c ON c.scope_no = s.scope_no AND c.metric = 'persistency_13_count'
INNER JOIN report_values AS v
  ON v.level = s.level AND v.entity_id = s.entity_id AND v.period_no = $period_no AND v.metric = 'persistency_13'
ORDER BY scope_no, place
