-- zh: 流失原因核对
-- en: Why policies were lost, and who knew
-- note_zh: 当月失效或退保的在办保单，按核心系统登记的原因；已问明为评鉴表、亲访记录或异议中有原因的，15 天内问明自事件日起算（此前已知的也算），
--    一致为最近问明的原因与登记的相同。期末往前 15 天之后的事件可能尚未到期。
-- note_en: Policies in service that lapsed or were surrendered in the month, by the reason on record; found out: a review of service, a
--    record of a visit or an objection names a cause, within 15 days of the event (or before it), and the same: the latest cause told is
--    the one on record. For events of the last 15 days the time is not over yet.
-- kind: table
-- show: folded
-- needs: policy_events, service_reviews
-- when_empty: leave_out
-- metrics: churn_rate
-- columns: reason, lost, premium, known, in_time, same
-- formats: word:reason, count, money, share, share, share
-- columns_zh: 登记原因, 流失保单, 年化保费, 已问明, 15天内问明, 与登记一致
-- columns_en: Reason on record, Policies lost, Annual premium, Found out, Within 15 days, The same
WITH served AS (
  SELECT DISTINCT policy_key
  FROM run_items
  WHERE period_no = $period_no AND is_in_service
),
-- One reason per policy: that of its last event.
lost AS (
  SELECT
    f.policy_key,
    e.event_on,
    COALESCE(e.reason_code, '') AS reason,
    ROW_NUMBER() OVER (PARTITION BY f.policy_key ORDER BY e.event_on DESC, e.kind DESC) AS place
  FROM main.policy_events AS e
  INNER JOIN facts.policies AS f ON f.policy_id = e.policy_id
  INNER JOIN served AS v ON v.policy_key = f.policy_key
  WHERE e.kind IN ('lapse', 'surrender') AND e.event_on BETWEEN $first_on AND $reference_on
),
-- What was told of the policy's items that were due within six months before it was lost.
told AS (
  SELECT
    l.policy_key,
    MIN(c.told_on) AS first_on,
    ARG_MAX(c.reason, (c.told_on, c.place, c.reason)) AS reason
  FROM lost AS l
  INNER JOIN facts.item_states AS i ON i.policy_key = l.policy_key AND i.due_on > CAST(l.event_on - INTERVAL '6' MONTH AS DATE)
  INNER JOIN report_causes AS c ON c.item_key = i.item_key
  WHERE l.place = 1
  GROUP BY l.policy_key
)
SELECT
  s.scope_no,
  GROUPING(l.reason) = 1 AS is_total,
  CASE WHEN GROUPING(l.reason) = 1 THEN 'total' ELSE l.reason END AS reason,
  COUNT(*) AS lost,
  SUM(p.annual_premium) AS premium,
  SUM(CASE WHEN t.policy_key IS NOT NULL THEN 1 ELSE 0 END) AS known,
  COUNT(*) AS known_of,
  SUM(CASE WHEN t.first_on <= l.event_on + 15 THEN 1 ELSE 0 END) AS in_time,
  COUNT(*) AS in_time_of,
  SUM(CASE WHEN t.reason = l.reason THEN 1 ELSE 0 END) AS same,
  SUM(CASE WHEN t.policy_key IS NOT NULL THEN 1 ELSE 0 END) AS same_of
FROM lost AS l
INNER JOIN run_policies AS p ON p.period_no = $period_no AND p.policy_key = l.policy_key
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = p.specialist_key
LEFT JOIN told AS t ON t.policy_key = l.policy_key
WHERE l.place = 1
GROUP BY GROUPING SETS ((s.scope_no, l.reason), (s.scope_no))
ORDER BY s.scope_no, is_total, lost DESC, reason
