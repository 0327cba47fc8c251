-- zh: 典型案例
-- en: Typical cases
-- note_zh: 登记的案例，以及按规则找出的案例：缴费前接触最多、宽末收回保费最大、失效后复效。
-- note_en: Cases on record, and cases found by rule: most contacts before settling, largest premium recovered at grace end,
--    reinstated after lapse.
-- kind: table
-- group_zh: 案例
-- group_en: Case
-- group: rule
-- group_words: case_rule
-- columns: happened_on, specialist_name, policy_id, amount, contacts, title, story
-- formats: date, text, id, money, some, text, sentence:case_story
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
  SELECT 'documented' AS rule, c.happened_on, p.specialist_key, d.policy_id, d.amount_due AS amount,
    CAST(NULL AS BIGINT) AS contacts, c.title, c.story, CAST(NULL AS DATE) AS from_on, CAST(NULL AS BIGINT) AS visits,
    CAST(NULL AS BIGINT) AS days, c.case_id AS id, 0 AS weight
  FROM main.cases AS c
  INNER JOIN facts.specialists AS p ON p.specialist_id = c.specialist_id
  LEFT JOIN main.due_items AS d ON d.due_id = c.due_id
  WHERE c.happened_on BETWEEN $first_on AND $reference_on
  UNION ALL
  SELECT 'most_contacts', i.settled_on, i.specialist_key, p.policy_id, i.amount_due, i.contacts, '', '', i.due_on,
    i.visits, NULL, p.policy_id, -i.contacts
  FROM settled AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE i.contacts > 1
  UNION ALL
  SELECT 'recovered', i.settled_on, i.specialist_key, p.policy_id, i.amount_due, i.contacts, '', '', i.grace_end_on, NULL,
    i.grace_end_on - i.settled_on, p.policy_id, -i.amount_due
  FROM settled AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE i.stage = 2 AND i.settled_on <= i.grace_end_on
  UNION ALL
  SELECT 'reinstated', e.event_on, p.specialist_key, f.policy_id, f.annual_premium, NULL, '', '', e.lapsed_on, NULL,
    e.event_on - e.lapsed_on, f.policy_id, -f.annual_premium
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
-- The rules are told in the order of their names.
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
  happened_on,
  specialist_name,
  COALESCE(policy_id, '') AS policy_id,
  amount,
  contacts,
  title,
  rule AS story,
  story AS told,
  from_on,
  visits,
  days
FROM placed
WHERE place <= CASE rule WHEN 'documented' THEN 10 ELSE 5 END
ORDER BY scope_no, rule, place
