-- What happened to these payments by the last day: reversals, lapses, surrenders and free-look cancellations of the policy,
-- errors of compliance and records (an error's due item decides; a payment it names besides narrows it down).
CREATE OR REPLACE TEMP TABLE run_events AS
WITH named AS (
  SELECT
    x.error_id,
    CASE x.kind WHEN 'compliance' THEN 'compliance_error' ELSE 'false_renewal' END AS cause,
    x.occurred_on,
    COALESCE(x.due_id, p.due_id) AS due_id,
    CASE WHEN x.due_id IS NULL OR x.due_id = p.due_id THEN x.payment_id END AS payment_id
  FROM errors AS x
  LEFT JOIN payments AS p ON p.payment_id = x.payment_id
  WHERE x.kind IN ('compliance', 'record')
)
SELECT
  r.payment_id AS event_id,
  'reversal' AS cause,
  CAST(r.paid_on AS DATE) AS occurred_on,
  e.*,
  r.amount AS part_amount,
  p.amount AS whole_amount
FROM run_earned AS e
INNER JOIN payments AS p ON p.payment_id = e.payment_id
INNER JOIN payments AS r ON r.reverses_payment_id = e.payment_id AND r.status = 'reversal'
WHERE CAST(r.paid_on AS DATE) <= $to_on
UNION ALL
SELECT
  v.kind || ':' || CAST(v.event_on AS VARCHAR) || ':' || e.payment_id,
  v.kind,
  v.event_on,
  e.*,
  1,
  1
FROM run_earned AS e
INNER JOIN due_items AS d ON d.due_id = e.due_id
INNER JOIN policy_events AS v ON v.policy_id = d.policy_id
WHERE v.kind IN ('lapse', 'surrender', 'free_look') AND v.event_on BETWEEN e.paid_on AND $to_on
UNION ALL
SELECT
  n.error_id || ':' || e.payment_id,
  n.cause,
  n.occurred_on,
  e.*,
  1,
  1
FROM run_earned AS e
INNER JOIN named AS n ON n.due_id = e.due_id AND COALESCE(n.payment_id, e.payment_id) = e.payment_id
WHERE n.occurred_on BETWEEN e.paid_on AND $to_on
