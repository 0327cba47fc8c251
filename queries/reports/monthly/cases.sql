-- zh: 典型案例
-- en: Typical cases
-- note_zh: 登记的案例，以及按规则找出的案例：缴费前接触最多、宽末收回保费最大、失效后复效。
-- note_en: Cases on record, and cases found by rule: most contacts before settling, largest premium recovered at grace end,
--    reinstated after lapse.
-- kind: table
-- group: rule
-- group_title: rule_name
-- columns: happened_on, specialist_name, policy_id, amount, contacts, title, story
-- formats: date, text, id, money, some, text, prose
-- columns_zh: 日期, 专员, 保单号, 保费, 接触次数, 标题, 经过
-- columns_en: Date, Specialist, Policy, Premium, Contacts, Title, Story
WITH touched AS (
  SELECT
    i.item_key,
    COUNT(a.activity_id) AS contacts,
    COALESCE(SUM(CASE WHEN a.kind = 'visit' THEN 1 ELSE 0 END), 0) AS visits
  FROM run_renewal_items AS i
  LEFT JOIN facts.activities AS a ON a.item_key = i.item_key AND a.occurred_on <= i.settled_on
  WHERE i.period_no = $period_no AND i.settled_on BETWEEN $first_on AND $reference_on
  GROUP BY i.item_key
),
settled AS (
  SELECT i.*, t.contacts, t.visits
  FROM run_renewal_items AS i
  INNER JOIN touched AS t ON t.item_key = i.item_key
  WHERE i.period_no = $period_no
),
found AS (
  SELECT 'a' AS rule, c.happened_on, p.specialist_key, d.policy_id, d.amount_due AS amount, CAST(NULL AS BIGINT) AS contacts,
    c.title, c.story, c.case_id AS id, 0 AS weight
  FROM main.cases AS c
  INNER JOIN facts.specialists AS p ON p.specialist_id = c.specialist_id
  LEFT JOIN main.due_items AS d ON d.due_id = c.due_id
  WHERE c.happened_on BETWEEN $first_on AND $reference_on
  UNION ALL
  SELECT 'b', i.settled_on, i.specialist_key, p.policy_id, i.amount_due, i.contacts, '',
    CASE $language
      WHEN 'zh' THEN '应缴日 ' || CAST(i.due_on AS VARCHAR) || '，接触 ' || CAST(i.contacts AS VARCHAR) || ' 次（亲访 '
        || CAST(i.visits AS VARCHAR) || ' 次）后收齐'
      ELSE 'Due ' || CAST(i.due_on AS VARCHAR) || ', settled after ' || CAST(i.contacts AS VARCHAR) || ' contacts ('
        || CAST(i.visits AS VARCHAR) || ' visits)'
    END, p.policy_id, -i.contacts
  FROM settled AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE i.contacts > 1
  UNION ALL
  SELECT 'c', i.settled_on, i.specialist_key, p.policy_id, i.amount_due, i.contacts, '',
    CASE $language
      WHEN 'zh' THEN '宽限期止 ' || CAST(i.grace_end_on AS VARCHAR) || '，期满前 '
        || CAST(i.grace_end_on - i.settled_on AS VARCHAR) || ' 天收回'
      ELSE 'Grace ended ' || CAST(i.grace_end_on AS VARCHAR) || ', recovered '
        || CAST(i.grace_end_on - i.settled_on AS VARCHAR) || ' days before'
    END, p.policy_id, -i.amount_due
  FROM settled AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE i.stage = 2 AND i.settled_on <= i.grace_end_on
  UNION ALL
  SELECT 'd', e.event_on, p.specialist_key, f.policy_id, f.annual_premium, NULL, '',
    CASE $language
      WHEN 'zh' THEN '失效于 ' || CAST(e.lapsed_on AS VARCHAR) || '，' || CAST(e.event_on - e.lapsed_on AS VARCHAR) || ' 天后复效'
      ELSE 'Lapsed ' || CAST(e.lapsed_on AS VARCHAR) || ', reinstated after ' || CAST(e.event_on - e.lapsed_on AS VARCHAR)
        || ' days'
    END, f.policy_id, -f.annual_premium
  FROM (
    SELECT r.policy_key, r.event_on, MAX(l.event_on) AS lapsed_on
    FROM facts.policy_events AS r
    INNER JOIN facts.policy_events AS l ON l.policy_key = r.policy_key AND l.kind = 'lapse' AND l.event_on <= r.event_on
    WHERE r.kind = 'reinstate' AND r.event_on BETWEEN $first_on AND $reference_on
    GROUP BY r.policy_key, r.event_on
  ) AS e
  INNER JOIN run_policies AS p ON p.period_no = $period_no AND p.policy_key = e.policy_key
  INNER JOIN facts.policies AS f ON f.policy_key = e.policy_key
),
placed AS (
  SELECT
    f.*,
    s.scope_no,
    s.specialist_name,
    ROW_NUMBER() OVER (PARTITION BY s.scope_no, f.rule ORDER BY f.weight, f.happened_on DESC, f.id) AS place
  FROM found AS f
  INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = f.specialist_key
)
SELECT
  scope_no,
  rule,
  CASE rule
    WHEN 'a' THEN (CASE $language WHEN 'zh' THEN '登记案例' ELSE 'On record' END)
    WHEN 'b' THEN (CASE $language WHEN 'zh' THEN '缴费前接触最多' ELSE 'Most contacts before settling' END)
    WHEN 'c' THEN (CASE $language WHEN 'zh' THEN '宽末收回保费最大' ELSE 'Largest premium recovered at grace end' END)
    ELSE (CASE $language WHEN 'zh' THEN '失效后复效' ELSE 'Reinstated after lapse' END)
  END AS rule_name,
  happened_on,
  specialist_name,
  COALESCE(policy_id, '') AS policy_id,
  amount,
  contacts,
  title,
  story
FROM placed
WHERE place <= CASE rule WHEN 'a' THEN 10 ELSE 5 END
ORDER BY scope_no, rule, place
