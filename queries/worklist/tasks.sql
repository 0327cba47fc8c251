-- Fills the worklist of the day $on with what is known at the end of $as_of, usually the day before. An item is on it for
-- the first of these reasons that applies; all that apply are named:
--   promise_due   the customer's latest promise is for this day
--   debit_retry   a debit failed in the last 5 days and nobody has been in touch since
--   grace_ending  grace ends within 7 days
--   grace_30      30 days into grace, unpaid (客户续收服务评鉴表)
--   reinstate     lapsed within 3 months and not reinstated, every second week (客户复效服务评鉴表)
--   stage_N       the task of the item's stage (-2 前二 to 3 停一), on the day of the month on which it is due
INSERT INTO worklist
WITH standing AS (
  -- What became of each policy: its latest event of these kinds; of one day a reinstatement ends a lapse, and all else ends
  -- the policy.
  SELECT policy_key, kind, event_on
  FROM (
    SELECT
      policy_key,
      kind,
      event_on,
      ROW_NUMBER() OVER (
        PARTITION BY policy_key
        ORDER BY event_on DESC, CASE kind WHEN 'lapse' THEN 1 WHEN 'reinstate' THEN 2 ELSE 3 END DESC, kind
      ) AS place
    FROM facts.policy_events
    WHERE kind IN (
        'lapse', 'reinstate', 'surrender', 'reduced_paid_up', 'extended_term', 'death_claim', 'maturity', 'free_look',
        'rescission', 'transfer_out'
      )
      AND event_on <= $as_of
  ) AS events
  WHERE place = 1
),
open_items AS (
  SELECT
    i.item_key,
    i.due_id,
    i.policy_key,
    COALESCE(w.specialist_key, i.first_owner_key) AS specialist_key,
    12 * EXTRACT(YEAR FROM CAST($on AS DATE)) + EXTRACT(MONTH FROM CAST($on AS DATE)) - i.due_month AS stage,
    i.due_on,
    i.due_no,
    i.grace_end_on,
    i.amount_due,
    CASE WHEN t.kind = 'lapse' THEN t.event_on END AS lapsed_on
  FROM facts.items AS i
  LEFT JOIN facts.later_owners AS w ON w.item_key = i.item_key AND w.from_on <= $as_of AND $as_of < w.to_on
  LEFT JOIN facts.exemptions AS x ON x.item_key = i.item_key AND x.exempt_on <= $as_of
  LEFT JOIN facts.settled_spans AS s ON s.item_key = i.item_key AND s.from_on <= $as_of AND $as_of < s.to_on
  LEFT JOIN standing AS t ON t.policy_key = i.policy_key
  WHERE i.due_no >= 2
    AND i.due_month BETWEEN 12 * EXTRACT(YEAR FROM CAST($on AS DATE)) + EXTRACT(MONTH FROM CAST($on AS DATE)) - 6
      AND 12 * EXTRACT(YEAR FROM CAST($on AS DATE)) + EXTRACT(MONTH FROM CAST($on AS DATE)) + 2
    AND x.item_key IS NULL
    AND s.item_key IS NULL
    AND COALESCE(t.kind, 'reinstate') IN ('lapse', 'reinstate')
),
touches AS (
  SELECT item_key, MAX(occurred_on) AS last_on
  FROM facts.activities
  WHERE item_key IS NOT NULL AND occurred_on <= $as_of
  GROUP BY item_key
),
promises AS (
  SELECT item_key, promised_on
  FROM (
    SELECT
      item_key,
      promised_on,
      ROW_NUMBER() OVER (PARTITION BY item_key ORDER BY occurred_at DESC, activity_id DESC) AS place
    FROM facts.activities
    WHERE promised_on IS NOT NULL AND item_key IS NOT NULL AND occurred_on <= $as_of
  ) AS made
  WHERE place = 1
),
debits AS (
  SELECT item_key, MAX(paid_on) AS failed_on
  FROM facts.payments
  WHERE method = 'bank_debit' AND status = 'failed' AND paid_on BETWEEN CAST($as_of AS DATE) - 4 AND CAST($as_of AS DATE)
  GROUP BY item_key
),
tasks AS (
  SELECT o.item_key, 1 AS urgency, 'promise_due' AS reason
  FROM open_items AS o
  INNER JOIN promises AS p ON p.item_key = o.item_key
  WHERE p.promised_on = $on
  UNION ALL
  SELECT o.item_key, 2, 'debit_retry'
  FROM open_items AS o
  INNER JOIN debits AS d ON d.item_key = o.item_key
  LEFT JOIN touches AS t ON t.item_key = o.item_key
  WHERE o.lapsed_on IS NULL AND COALESCE(t.last_on <= d.failed_on, TRUE)
  UNION ALL
  SELECT item_key, 3, 'grace_ending'
  FROM open_items
  WHERE lapsed_on IS NULL AND grace_end_on BETWEEN CAST($on AS DATE) AND CAST($on AS DATE) + 7
  UNION ALL
  SELECT item_key, 4, 'grace_30'
  FROM open_items
  WHERE lapsed_on IS NULL AND due_on + 30 = CAST($on AS DATE)
  UNION ALL
  -- The item that let the policy lapse, not the later ones that fell due since.
  SELECT item_key, 5, 'reinstate'
  FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY policy_key ORDER BY due_on, due_no) AS place
    FROM open_items
    WHERE lapsed_on IS NOT NULL
  ) AS lapsed
  WHERE place = 1
    AND lapsed_on > CAST(CAST($on AS DATE) - INTERVAL '3' MONTH AS DATE)
    AND CAST($on AS DATE) - lapsed_on > 0
    AND (CAST($on AS DATE) - lapsed_on) % 14 = 0
  UNION ALL
  SELECT item_key, 6, 'stage_' || CAST(stage AS VARCHAR)
  FROM open_items
  WHERE lapsed_on IS NULL AND stage BETWEEN -2 AND 3
    AND EXTRACT(DAY FROM CAST($on AS DATE))
      = LEAST(EXTRACT(DAY FROM due_on), EXTRACT(DAY FROM LAST_DAY(CAST($on AS DATE))))
),
chosen AS (
  SELECT item_key, ARG_MIN(reason, urgency) AS reason, STRING_AGG(reason, ' ' ORDER BY urgency) AS reasons
  FROM tasks
  GROUP BY item_key
),
answered AS (
  -- How the customer was reached in the last 12 months.
  SELECT p.customer_id, a.kind, COUNT(*) AS answers
  FROM facts.activities AS a
  INNER JOIN facts.items AS i ON i.item_key = a.item_key
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE a.is_effective
    AND a.occurred_on BETWEEN CAST(CAST($as_of AS DATE) - INTERVAL '12' MONTH AS DATE) AND CAST($as_of AS DATE)
  GROUP BY p.customer_id, a.kind
),
channels AS (
  SELECT customer_id, kind
  FROM (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY answers DESC, kind) AS place
    FROM answered
  ) AS ordered
  WHERE place = 1
)
SELECT
  CAST($on AS DATE),
  o.item_key,
  o.due_id,
  p.policy_id,
  p.customer_id,
  c.customer_name,
  c.phone,
  s.specialist_id,
  s.specialist_name,
  COALESCE(t.team_id, 'unassigned'),
  COALESCE(t.team_name, 'unassigned'),
  COALESCE(t.branch_id, 'unassigned'),
  h.reason,
  h.reasons,
  CAST(o.stage AS BIGINT),
  o.due_on,
  o.due_no,
  o.grace_end_on,
  o.amount_due,
  p.annual_premium,
  CASE WHEN r.promised_on >= CAST($on AS DATE) THEN r.promised_on END,
  o.lapsed_on,
  COALESCE(k.kind, 'call'),
  u.last_on
FROM chosen AS h
INNER JOIN open_items AS o ON o.item_key = h.item_key
INNER JOIN facts.policies AS p ON p.policy_key = o.policy_key
INNER JOIN facts.specialists AS s ON s.specialist_key = o.specialist_key
LEFT JOIN main.customers AS c ON c.customer_id = p.customer_id
LEFT JOIN assignments AS a
  ON a.specialist_id = s.specialist_id AND a.valid_from <= $as_of AND (a.valid_to IS NULL OR $as_of < a.valid_to)
LEFT JOIN teams AS t ON t.team_id = a.team_id
LEFT JOIN promises AS r ON r.item_key = o.item_key
LEFT JOIN touches AS u ON u.item_key = o.item_key
LEFT JOIN channels AS k ON k.customer_id = p.customer_id
ORDER BY p.annual_premium DESC, o.due_id
