-- What the risk model knows of a case on its day, each in a few steps so that every weight can be read. The header names
-- the columns, the list of words their codes are in, which of them are no reasons because a list shows them anyway, and what
-- they are called. Left out on purpose: the customer's class,
-- which has no date, so that nobody can tell whether it was judged before or after the customer stopped paying.
-- features: timing, policy_year, mode, channel, product_line, last_paid, method, debits, contact, others, beside, owner
-- words: risk_timing, risk_year, mode, channel, product_line, risk_last, risk_method, risk_debits, risk_contact, risk_others,
--    risk_beside, risk_owner
-- not_reasons: timing
-- features_zh: 缴费时点, 保单年度, 缴别, 渠道, 产品线, 上次缴费, 上次缴费方式, 近12个月扣款失败, 本次联系, 客户名下其他保单,
--    同时未缴件数, 负责人
-- features_en: Timing, Policy year, Premium mode, Channel, Product line, Last instalment, Last method, Failed debits,
--    Contact, Other policies, Open beside it, Owner
CREATE OR REPLACE TEMP TABLE risk_features AS
WITH
-- The instalment before, and by what it was paid. A payment number may stand twice: the larger key is taken.
previous AS (
  SELECT c.item_key, c.at_on, MAX(i.item_key) AS previous_key
  FROM risk_cases AS c
  INNER JOIN facts.item_states AS i ON i.policy_key = c.policy_key AND i.due_no = c.due_no - 1
  GROUP BY c.item_key, c.at_on
),
last_paid AS (
  SELECT
    p.item_key,
    p.at_on,
    i.first_owner_key,
    MIN(CASE
      WHEN i.due_no = 1 THEN 'first'
      WHEN COALESCE(i.settled_on, s.from_on, DATE '9999-12-31') > p.at_on THEN 'open'
      WHEN COALESCE(i.settled_on, s.from_on) <= i.due_on + 2 THEN 'on_time'
      WHEN COALESCE(i.settled_on, s.from_on) <= i.due_on + 30 THEN 'reminded'
      ELSE 'late'
    END) AS last_paid
  FROM previous AS p
  INNER JOIN facts.item_states AS i ON i.item_key = p.previous_key
  LEFT JOIN facts.repeated_spans AS s ON s.item_key = i.item_key AND s.from_on <= p.at_on AND p.at_on < s.to_on
  GROUP BY p.item_key, p.at_on, i.first_owner_key
),
methods AS (
  SELECT p.item_key, p.at_on, BOOL_OR(m.method = 'bank_debit') AS is_debit
  FROM previous AS p
  INNER JOIN facts.payments AS m ON m.item_key = p.previous_key AND m.paid_on <= p.at_on
  WHERE m.status = 'success'
  GROUP BY p.item_key, p.at_on
),
failed AS (
  SELECT i.policy_key, m.paid_on
  FROM facts.payments AS m
  INNER JOIN facts.item_states AS i ON i.item_key = m.item_key
  WHERE m.method = 'bank_debit' AND m.status = 'failed'
),
debits AS (
  SELECT c.item_key, c.at_on, COUNT(*) AS failures
  FROM risk_cases AS c
  INNER JOIN failed AS f ON f.policy_key = c.policy_key AND f.paid_on <= c.at_on AND f.paid_on > c.at_on - 365
  GROUP BY c.item_key, c.at_on
),
contacts AS (
  SELECT
    c.item_key,
    c.at_on,
    BOOL_OR(COALESCE(a.outcome = 'refused', FALSE)) AS has_refused,
    MAX(a.promised_on) AS promised_on,
    BOOL_OR(a.is_effective) AS is_reached
  FROM risk_cases AS c
  INNER JOIN facts.activities AS a ON a.item_key = c.item_key AND a.occurred_on <= c.at_on
  GROUP BY c.item_key, c.at_on
),
-- Items not settled 30 days after their due day, and that day, on which it became known.
late_items AS (
  SELECT p.customer_key, i.policy_key, i.item_key, i.due_on + 30 AS known_on
  FROM facts.item_states AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  LEFT JOIN facts.repeated_spans AS s
    ON s.item_key = i.item_key AND s.from_on <= i.due_on + 30 AND i.due_on + 30 < s.to_on
  WHERE i.due_no >= 2 AND COALESCE(i.settled_on > i.due_on + 30, TRUE) AND s.item_key IS NULL
),
others AS (
  SELECT c.item_key, c.at_on, COUNT(*) AS late
  FROM risk_cases AS c
  INNER JOIN late_items AS l
    ON l.customer_key = c.customer_key AND l.policy_key <> c.policy_key
      AND l.known_on <= c.at_on AND l.known_on > c.at_on - 730
  GROUP BY c.item_key, c.at_on
),
-- Items that were open on some day after their due day; those paid on several days are asked for the day itself.
open_items AS (
  SELECT p.customer_key, i.item_key, i.due_on, i.settled_on
  FROM facts.item_states AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  WHERE i.due_no >= 2 AND COALESCE(i.settled_on > i.due_on, TRUE)
),
beside AS (
  SELECT c.item_key, c.at_on, COUNT(*) AS items
  FROM risk_cases AS c
  INNER JOIN open_items AS o
    ON o.customer_key = c.customer_key AND o.item_key <> c.item_key
      AND o.due_on <= c.at_on AND o.due_on > c.at_on - 90 AND COALESCE(o.settled_on > c.at_on, TRUE)
  LEFT JOIN facts.repeated_spans AS s ON s.item_key = o.item_key AND s.from_on <= c.at_on AND c.at_on < s.to_on
  WHERE s.item_key IS NULL
  GROUP BY c.item_key, c.at_on
),
handovers AS (
  SELECT item_key, MIN(from_on) AS from_on
  FROM facts.later_owners
  GROUP BY item_key
)
SELECT
  c.part,
  c.item_key,
  c.amount_due,
  c.is_lost,
  c.timing,
  CASE
    WHEN c.policy_year = 1 THEN 'year_1' WHEN c.policy_year = 2 THEN 'year_2' WHEN c.policy_year = 3 THEN 'year_3'
    WHEN c.policy_year <= 5 THEN 'year_4' ELSE 'year_6'
  END AS policy_year,
  l.premium_mode AS mode,
  l.channel,
  l.product_line,
  COALESCE(q.last_paid, 'unknown') AS last_paid,
  CASE WHEN m.is_debit THEN 'debit' ELSE 'other' END AS method,
  CASE WHEN d.failures IS NULL THEN 'zero' WHEN d.failures = 1 THEN 'one' ELSE 'more' END AS debits,
  CASE
    WHEN a.has_refused THEN 'refused'
    WHEN a.promised_on < c.at_on THEN 'broken'
    WHEN a.promised_on IS NOT NULL THEN 'promised'
    WHEN a.is_reached THEN 'reached'
    WHEN a.item_key IS NOT NULL THEN 'missed'
    ELSE 'untouched'
  END AS contact,
  CASE WHEN o.late IS NULL THEN 'fine' WHEN o.late = 1 THEN 'late_1' ELSE 'late_2' END AS others,
  CASE WHEN b.items IS NULL THEN 'zero' WHEN b.items = 1 THEN 'one' ELSE 'more' END AS beside,
  CASE
    WHEN h.from_on <= c.at_on THEN 'handed'
    WHEN q.first_owner_key <> c.first_owner_key THEN 'new'
    ELSE 'same'
  END AS owner
FROM risk_cases AS c
INNER JOIN facts.slices AS l ON l.slice_key = c.slice_key
LEFT JOIN last_paid AS q ON q.item_key = c.item_key AND q.at_on = c.at_on
LEFT JOIN methods AS m ON m.item_key = c.item_key AND m.at_on = c.at_on
LEFT JOIN debits AS d ON d.item_key = c.item_key AND d.at_on = c.at_on
LEFT JOIN contacts AS a ON a.item_key = c.item_key AND a.at_on = c.at_on
LEFT JOIN others AS o ON o.item_key = c.item_key AND o.at_on = c.at_on
LEFT JOIN beside AS b ON b.item_key = c.item_key AND b.at_on = c.at_on
LEFT JOIN handovers AS h ON h.item_key = c.item_key
