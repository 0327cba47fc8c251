-- zh: 今日要览
-- en: The day at a glance
-- note_zh: 在途未收 = 已到应缴日、仍在宽限期内、尚未收齐的续期件；失败 = 扣款失败、拒绝、承诺未兑现、宽限期满未缴。
-- note_en: Open: due, within grace and not settled. Failures: failed debits, refusals, broken promises, grace ended unpaid.
-- kind: figures
-- metrics: collection_completion_rate_count, contact_count, effective_contact_count
-- views: month
-- columns: due, due_premium, settled, settled_premium, rate, open, failures, contacts, effective, promises
-- formats: count, money, count, money, share, count, count, count, count, count
-- columns_zh: 今日应收件数, 今日应收保费, 今日收齐件数, 今日收齐保费, {month}件数达成, 在途未收件数, 失败, 接触量, 有效接触量,
--    今日到期承诺
-- columns_en: Items due today, Premium due today, Items settled today, Premium settled today, Items % of {month},
--    Open items, Failures, Contacts, Effective contacts, Promises due today
-- directions: higher, higher, higher, higher, higher, lower, lower, higher, higher, higher
WITH staff AS (
  SELECT s.period_no, s.specialist_key
  FROM run_specialists AS s
  WHERE s.period_no <= $period_no
    AND ($branch_id IS NULL OR s.branch_id = $branch_id)
    AND ($team_id IS NULL OR s.team_id = $team_id)
    AND ($specialist_id IS NULL OR s.specialist_id = $specialist_id)
),
items AS (
  SELECT
    i.period_no,
    SUM(CASE WHEN i.is_due THEN 1 ELSE 0 END) AS due,
    SUM(CASE WHEN i.is_due THEN i.amount_due ELSE 0 END) AS due_premium,
    SUM(CASE WHEN i.due_on <= r.reference_on AND i.grace_end_on >= r.reference_on AND NOT i.is_settled THEN 1 ELSE 0 END)
      AS open,
    SUM(CASE WHEN i.grace_end_on BETWEEN r.first_on AND r.reference_on AND NOT i.is_settled THEN 1 ELSE 0 END) AS ended
  FROM run_items AS i
  INNER JOIN run_periods AS r ON r.period_no = i.period_no
  INNER JOIN staff AS s ON s.period_no = i.period_no AND s.specialist_key = i.specialist_key
  GROUP BY i.period_no
),
settled AS (
  SELECT i.period_no, COUNT(*) AS settled, SUM(i.amount_due) AS settled_premium
  FROM run_renewal_items AS i
  INNER JOIN run_periods AS r ON r.period_no = i.period_no
  INNER JOIN staff AS s ON s.period_no = i.period_no AND s.specialist_key = i.specialist_key
  WHERE i.settled_on BETWEEN r.first_on AND r.reference_on
  GROUP BY i.period_no
),
contacts AS (
  SELECT
    a.period_no,
    COUNT(*) AS contacts,
    SUM(CASE WHEN a.is_effective THEN 1 ELSE 0 END) AS effective,
    SUM(CASE WHEN a.outcome = 'refused' THEN 1 ELSE 0 END) AS refused
  FROM run_activities AS a
  INNER JOIN staff AS s ON s.period_no = a.period_no AND s.specialist_key = a.specialist_key
  GROUP BY a.period_no
),
debits AS (
  SELECT p.period_no, SUM(CASE WHEN p.status = 'failed' THEN 1 ELSE 0 END) AS failed
  FROM run_payments AS p
  INNER JOIN staff AS s ON s.period_no = p.period_no AND s.specialist_key = p.specialist_key
  GROUP BY p.period_no
),
promises AS (
  SELECT
    r.period_no,
    COUNT(*) AS promises,
    SUM(CASE WHEN d.from_on <= a.promised_on THEN 0 ELSE 1 END) AS broken
  FROM run_periods AS r
  INNER JOIN facts.activities AS a
    ON a.promised_on BETWEEN r.first_on AND r.reference_on AND a.occurred_on <= r.as_of AND a.item_key IS NOT NULL
  INNER JOIN staff AS s ON s.period_no = r.period_no AND s.specialist_key = a.specialist_key
  LEFT JOIN facts.settled_spans AS d ON d.item_key = a.item_key AND d.from_on <= r.as_of AND r.as_of < d.to_on
  GROUP BY r.period_no
)
SELECT
  r.period_no,
  COALESCE(i.due, 0) AS due,
  COALESCE(i.due_premium, 0) AS due_premium,
  COALESCE(t.settled, 0) AS settled,
  COALESCE(t.settled_premium, 0) AS settled_premium,
  m.numerator AS rate,
  m.denominator AS rate_of,
  COALESCE(i.open, 0) AS open,
  COALESCE(i.ended, 0) + COALESCE(c.refused, 0) + COALESCE(d.failed, 0) + COALESCE(p.broken, 0) AS failures,
  COALESCE(c.contacts, 0) AS contacts,
  COALESCE(c.effective, 0) AS effective,
  COALESCE(p.promises, 0) AS promises
FROM run_periods AS r
LEFT JOIN items AS i ON i.period_no = r.period_no
LEFT JOIN settled AS t ON t.period_no = r.period_no
LEFT JOIN contacts AS c ON c.period_no = r.period_no
LEFT JOIN debits AS d ON d.period_no = r.period_no
LEFT JOIN promises AS p ON p.period_no = r.period_no
LEFT JOIN report_values AS m
  ON r.period_no = $period_no AND m.period_no = $month_no AND m.metric = 'collection_completion_rate_count'
    AND m.level = $level AND m.entity_id = $entity_id
WHERE r.period_no <= $period_no
ORDER BY r.period_no
