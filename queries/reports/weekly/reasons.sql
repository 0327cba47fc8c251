-- zh: 流失原因
-- en: Reasons for churn
-- note_zh: 本周失效或退保的在办保单，按最后一次事件登记的原因；前三位原因附建议。
-- note_en: Policies in service that lapsed or were surrendered in the week, by the reason of their last event; a
--    suggestion for each of the first three.
-- kind: table
-- needs: policy_events
-- metrics: churn_rate
-- columns: place, reason, lost, share, cumulative, premium, before, move, long, suggestion
-- formats: count, word:reason, count, bar, share, money, count, change:lost:before:lower, count, suggestion:top_reason
-- columns_zh: 位次, 原因, 流失保单, 占比, 累计占比, 年化保费, {previous}, 较{previous}, 近十三周, 建议
-- columns_en: Place, Reason, Policies lost, Share, Cumulative, Annual premium, {previous}, Against {previous},
--    Thirteen weeks, Suggestion
-- chart: pareto
-- chart_label: reason
-- chart_values: lost
WITH served AS (
  SELECT DISTINCT i.period_no, i.policy_key
  FROM run_items AS i
  WHERE i.is_in_service AND i.period_no <= $period_no
),
-- One reason per policy and week: that of its last event.
lost AS (
  SELECT
    r.period_no,
    f.policy_key,
    COALESCE(e.reason_code, '') AS reason,
    ROW_NUMBER() OVER (PARTITION BY r.period_no, f.policy_key ORDER BY e.event_on DESC, e.kind DESC) AS place
  FROM run_periods AS r
  INNER JOIN main.policy_events AS e ON e.event_on BETWEEN r.first_on AND r.reference_on
  INNER JOIN facts.policies AS f ON f.policy_id = e.policy_id
  WHERE e.kind IN ('lapse', 'surrender') AND r.period_no <= $period_no
),
counted AS (
  SELECT s.scope_no, l.period_no, l.reason, COUNT(*) AS policies, SUM(p.annual_premium) AS premium
  FROM lost AS l
  INNER JOIN served AS v ON v.period_no = l.period_no AND v.policy_key = l.policy_key
  INNER JOIN run_policies AS p ON p.period_no = l.period_no AND p.policy_key = l.policy_key
  INNER JOIN report_members AS s ON s.period_no = p.period_no AND s.specialist_key = p.specialist_key
  WHERE l.place = 1
  GROUP BY s.scope_no, l.period_no, l.reason
),
reasons AS (
  SELECT
    scope_no,
    reason,
    COALESCE(SUM(CASE WHEN period_no = $period_no THEN policies END), 0) AS lost,
    COALESCE(SUM(CASE WHEN period_no = $period_no THEN premium END), 0) AS premium,
    COALESCE(SUM(CASE WHEN period_no = $previous_no THEN policies END), 0) AS before,
    SUM(policies) AS long
  FROM counted
  GROUP BY scope_no, reason
),
placed AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY scope_no ORDER BY lost DESC, long DESC, reason) AS place,
    SUM(lost) OVER (PARTITION BY scope_no ORDER BY lost DESC, long DESC, reason ROWS UNBOUNDED PRECEDING) AS running,
    SUM(lost) OVER (PARTITION BY scope_no) AS total
  FROM reasons
)
SELECT
  scope_no,
  place,
  reason,
  lost,
  lost AS share,
  total AS share_of,
  running AS cumulative,
  total AS cumulative_of,
  premium,
  before,
  long,
  CASE WHEN place <= 3 AND lost > 0 THEN reason END AS top_reason
FROM placed
WHERE lost > 0
ORDER BY scope_no, place
