-- zh: 今日要览
-- en: The day at a glance
-- note_zh: 在途未收 = 已到应缴日、仍在宽限期内、尚未收齐的续期件；失败 = 扣款失败、拒绝、承诺未兑现、宽限期满未缴的件数，每个节点每件计一次。
-- note_en: Open: due, within grace and not settled. Failures: items with a failed debit, a refusal, a broken promise or grace
--    ended unpaid, once for each of these.
-- kind: figures
-- needs: -, -, payments, payments, payments, payments, payments activities, activities, activities, activities
-- metrics: collection_completion_rate_count, contact_count, effective_contact_count
-- views: month
-- columns: due, due_premium, settled, settled_premium, rate, open, failures, contacts, effective, promises
-- formats: count, money, count, money, share, count, count, count, count, count
-- columns_zh: 今日应收件数, 今日应收保费, 今日收齐件数, 今日收齐保费, {month}件数达成, 在途未收件数, 失败, 接触量, 有效接触量,
--    今日到期承诺
-- columns_en: Items due today, Premium due today, Items settled today, Premium settled today, Items % of {month},
--    Open items, Failures, Contacts, Effective contacts, Promises due today
-- directions: higher, higher, higher, higher, higher, lower, lower, higher, higher, higher
-- Summed by specialist first: a specialist belongs to several scopes.
WITH items AS (
  SELECT
    i.period_no,
    i.specialist_key,
    SUM(CASE WHEN i.is_due THEN 1 ELSE 0 END) AS due,
    SUM(CASE WHEN i.is_due THEN i.amount_due ELSE 0 END) AS due_premium,
    SUM(CASE WHEN o.item_key IS NULL THEN 0 ELSE 1 END) AS open,
    SUM(CASE WHEN i.grace_end_on BETWEEN r.first_on AND r.reference_on AND NOT i.is_settled THEN 1 ELSE 0 END) AS ended
  FROM run_items AS i
  INNER JOIN run_periods AS r ON r.period_no = i.period_no
  LEFT JOIN report_open AS o ON o.period_no = i.period_no AND o.item_key = i.item_key
  WHERE i.period_no <= $period_no
  GROUP BY i.period_no, i.specialist_key
),
settled AS (
  SELECT period_no, specialist_key, COUNT(*) AS settled, SUM(amount_due) AS settled_premium
  FROM run_settled_items
  WHERE period_no <= $period_no
  GROUP BY period_no, specialist_key
),
contacts AS (
  SELECT
    period_no,
    specialist_key,
    COUNT(*) AS contacts,
    SUM(CASE WHEN is_effective THEN 1 ELSE 0 END) AS effective,
    COUNT(DISTINCT CASE WHEN outcome = 'refused' THEN item_key END) AS refused
  FROM run_activities
  WHERE period_no <= $period_no
  GROUP BY period_no, specialist_key
),
debits AS (
  SELECT period_no, specialist_key, COUNT(DISTINCT CASE WHEN status = 'failed' THEN item_key END) AS failed
  FROM run_payments
  WHERE period_no <= $period_no
  GROUP BY period_no, specialist_key
),
promises AS (
  SELECT
    r.period_no,
    a.specialist_key,
    COUNT(*) AS promises,
    COUNT(DISTINCT CASE WHEN COALESCE(d.from_on > a.promised_on, TRUE) THEN a.item_key END) AS broken
  FROM run_periods AS r
  INNER JOIN facts.activities AS a
    ON a.promised_on BETWEEN r.first_on AND r.reference_on AND a.occurred_on <= r.as_of AND a.item_key IS NOT NULL
  LEFT JOIN facts.settled_spans AS d ON d.item_key = a.item_key AND d.from_on <= r.as_of AND r.as_of < d.to_on
  WHERE r.period_no <= $period_no
  GROUP BY r.period_no, a.specialist_key
),
sums AS (
  SELECT
    s.scope_no,
    s.period_no,
    SUM(i.due) AS due,
    SUM(i.due_premium) AS due_premium,
    SUM(t.settled) AS settled,
    SUM(t.settled_premium) AS settled_premium,
    SUM(i.open) AS open,
    SUM(COALESCE(i.ended, 0) + COALESCE(c.refused, 0) + COALESCE(d.failed, 0) + COALESCE(p.broken, 0)) AS failures,
    SUM(c.contacts) AS contacts,
    SUM(c.effective) AS effective,
    SUM(p.promises) AS promises
  FROM report_members AS s
  LEFT JOIN items AS i ON i.period_no = s.period_no AND i.specialist_key = s.specialist_key
  LEFT JOIN settled AS t ON t.period_no = s.period_no AND t.specialist_key = s.specialist_key
  LEFT JOIN contacts AS c ON c.period_no = s.period_no AND c.specialist_key = s.specialist_key
  LEFT JOIN debits AS d ON d.period_no = s.period_no AND d.specialist_key = s.specialist_key
  LEFT JOIN promises AS p ON p.period_no = s.period_no AND p.specialist_key = s.specialist_key
  WHERE s.period_no <= $period_no
  GROUP BY s.scope_no, s.period_no
)
SELECT
  o.scope_no,
  r.period_no,
  COALESCE(s.due, 0) AS due,
  COALESCE(s.due_premium, 0) AS due_premium,
  COALESCE(s.settled, 0) AS settled,
  COALESCE(s.settled_premium, 0) AS settled_premium,
  m.numerator AS rate,
  m.denominator AS rate_of,
  COALESCE(s.open, 0) AS open,
  COALESCE(s.failures, 0) AS failures,
  COALESCE(s.contacts, 0) AS contacts,
  COALESCE(s.effective, 0) AS effective,
  COALESCE(s.promises, 0) AS promises
FROM report_scopes AS o
CROSS JOIN run_periods AS r
LEFT JOIN sums AS s ON s.scope_no = o.scope_no AND s.period_no = r.period_no
LEFT JOIN report_values AS m
  ON r.period_no = $period_no AND m.period_no = $month_no AND m.metric = 'collection_completion_rate_count'
    AND m.level = o.level AND m.entity_id = o.entity_id
WHERE r.period_no <= $period_no
ORDER BY o.scope_no, r.period_no
