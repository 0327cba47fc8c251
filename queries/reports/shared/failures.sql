-- The items that failed in the report's period and where: a failed debit, a refusal, a promise not kept, grace that ended
-- unpaid; once for each of these.
CREATE OR REPLACE TEMP TABLE report_failures AS
-- Of several debits, refusals or promises of an item the reason of the last counts.
SELECT
  f.item_key,
  f.specialist_key,
  'debit' AS node,
  ARG_MAX(COALESCE(x.failure_code, ''), ROW(x.paid_on, x.payment_id)) AS code
FROM facts.payments AS f
INNER JOIN facts.items AS i ON i.item_key = f.item_key
INNER JOIN main.payments AS x ON x.due_id = i.due_id AND x.status = 'failed' AND CAST(x.paid_on AS DATE) = f.paid_on
WHERE f.status = 'failed' AND f.paid_on BETWEEN $first_on AND $reference_on
GROUP BY f.item_key, f.specialist_key
UNION ALL
SELECT a.item_key, a.specialist_key, 'refused', ARG_MAX(COALESCE(x.objection_code, ''), ROW(x.occurred_at, x.activity_id))
FROM run_activities AS a
INNER JOIN main.activities AS x ON x.activity_id = a.activity_id
WHERE a.period_no = $period_no AND a.outcome = 'refused' AND a.item_key IS NOT NULL
GROUP BY a.item_key, a.specialist_key
UNION ALL
SELECT a.item_key, a.specialist_key, 'promise', ARG_MAX(COALESCE(x.objection_code, ''), ROW(x.occurred_at, x.activity_id))
FROM facts.activities AS a
INNER JOIN main.activities AS x ON x.activity_id = a.activity_id
LEFT JOIN facts.settled_spans AS d ON d.item_key = a.item_key AND d.from_on <= $as_of AND $as_of < d.to_on
WHERE a.promised_on BETWEEN $first_on AND $reference_on AND a.occurred_on <= $as_of AND a.item_key IS NOT NULL
  AND COALESCE(d.from_on > a.promised_on, TRUE)
GROUP BY a.item_key, a.specialist_key
UNION ALL
SELECT i.item_key, i.specialist_key, 'grace', 'grace_over'
FROM run_items AS i
WHERE i.period_no = $period_no AND i.grace_end_on BETWEEN $first_on AND $reference_on AND NOT i.is_settled
