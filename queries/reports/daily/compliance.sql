-- zh: 合规提示
-- en: For review
-- note_zh: 按规则列出、供复核的当日记录，不代表结论。规则：月末收款月初冲正、亲访间隔过短、大量相同备注、收齐之后的催收、对已终止保单的接触。
-- note_en: The day's records that a rule lists for review; none is a verdict. Rules: paid at the end of a month and
--    reversed soon after, visits at an impossible pace, the same note in bulk, collection after settlement, contact on a
--    closed policy.
-- kind: table
-- show: folded
-- columns: rule, team_name, specialist_name, record, happened_on, cases, detail
-- formats: word:rule, text, text, id, date, count, text
-- columns_zh: 规则, 团队, 专员, 记录号, 日期, 记录数, 说明
-- columns_en: Rule, Team, Specialist, Record, Date, Records, Detail
WITH found AS (
  -- Paid in the last 3 days of a month, reversed within 5 days of its end.
  SELECT
    'reversal_at_period_end' AS rule,
    p.specialist_key,
    r.payment_id AS record,
    CAST(r.paid_on AS DATE) AS happened_on,
    1 AS cases,
    CAST(CAST(paid.paid_on AS DATE) AS VARCHAR) || ' → ' || CAST(CAST(r.paid_on AS DATE) AS VARCHAR) AS detail
  FROM main.payments AS r
  INNER JOIN main.payments AS paid ON paid.payment_id = r.reverses_payment_id
  INNER JOIN facts.items AS i ON i.due_id = r.due_id
  INNER JOIN (
    SELECT DISTINCT item_key, paid_on, specialist_key FROM facts.payments WHERE status = 'reversal'
  ) AS p ON p.item_key = i.item_key AND p.paid_on = CAST(r.paid_on AS DATE)
  WHERE r.status = 'reversal'
    AND CAST(r.paid_on AS DATE) BETWEEN $first_on AND $reference_on
    AND CAST(paid.paid_on AS DATE) > LAST_DAY(CAST(paid.paid_on AS DATE)) - 3
    AND CAST(r.paid_on AS DATE) BETWEEN LAST_DAY(CAST(paid.paid_on AS DATE)) + 1
      AND LAST_DAY(CAST(paid.paid_on AS DATE)) + 5
  UNION ALL
  -- The next visit begins less than 10 minutes after this one.
  SELECT
    'visit_pace',
    specialist_key,
    activity_id,
    occurred_on,
    1,
    STRFTIME(before_at, '%H:%M') || ' → ' || STRFTIME(occurred_at, '%H:%M')
  FROM (
    SELECT
      specialist_key,
      activity_id,
      occurred_on,
      occurred_at,
      LAG(occurred_at) OVER (PARTITION BY specialist_key, occurred_on ORDER BY occurred_at, activity_id) AS before_at
    FROM facts.activities
    WHERE kind = 'visit' AND occurred_on BETWEEN $first_on AND $reference_on
      AND STRFTIME(occurred_at, '%H:%M:%S') <> '00:00:00'
  ) AS visits
  WHERE occurred_at - before_at < INTERVAL '10' MINUTE
  UNION ALL
  -- The same note ten times and more by one person on one day.
  SELECT 'same_note', f.specialist_key, MIN(a.activity_id), f.occurred_on, COUNT(*), SUBSTRING(a.note, 1, 40)
  FROM facts.activities AS f
  INNER JOIN main.activities AS a ON a.activity_id = f.activity_id
  WHERE f.occurred_on BETWEEN $first_on AND $reference_on AND LENGTH(a.note) >= 4
  GROUP BY f.specialist_key, f.occurred_on, a.note
  HAVING COUNT(*) >= 10
  UNION ALL
  -- Somebody promised or refused what was settled before that day.
  SELECT
    'after_settlement',
    a.specialist_key,
    a.activity_id,
    a.occurred_on,
    1,
    i.due_id || ': ' || CAST(s.from_on AS VARCHAR)
  FROM facts.activities AS a
  INNER JOIN facts.items AS i ON i.item_key = a.item_key
  INNER JOIN facts.settled_spans AS s
    ON s.item_key = a.item_key AND s.from_on < a.occurred_on AND a.occurred_on < s.to_on AND s.from_on <= $as_of
  WHERE a.occurred_on BETWEEN $first_on AND $reference_on AND a.outcome IN ('promised', 'refused')
  UNION ALL
  -- An activity about an item of a policy that had ended before.
  SELECT
    'closed_policy',
    a.specialist_key,
    a.activity_id,
    a.occurred_on,
    1,
    e.kind || ' ' || CAST(e.event_on AS VARCHAR)
  FROM facts.activities AS a
  INNER JOIN facts.items AS i ON i.item_key = a.item_key
  INNER JOIN (
    SELECT policy_key, MIN(event_on) AS event_on, ARG_MIN(kind, (event_on, kind)) AS kind
    FROM facts.policy_events
    WHERE kind IN ('surrender', 'death_claim', 'maturity', 'free_look', 'rescission')
    GROUP BY policy_key
  ) AS e ON e.policy_key = i.policy_key AND e.event_on < a.occurred_on
  WHERE a.occurred_on BETWEEN $first_on AND $reference_on
)
SELECT s.scope_no, f.rule, s.team_name, s.specialist_name, f.record, f.happened_on, f.cases, f.detail
FROM found AS f
INNER JOIN report_members AS s ON s.period_no = $period_no AND s.specialist_key = f.specialist_key
ORDER BY s.scope_no, f.rule, s.team_id, s.specialist_id, f.happened_on, f.record
