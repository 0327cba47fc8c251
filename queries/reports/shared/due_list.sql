-- The renewal items due in the report's month as of its day, by who has them, with what a list for it says of one: class and value
-- tier of the customer, how the last instalment that fell due 30 days ago or more was paid, the risk, whether the customer can be
-- reached, what was done so far. A problem is a risk of the middle or more, such an instalment that was late or is open, a complaint
-- within a year, a contact that is invalid.
CREATE OR REPLACE TEMP TABLE report_due_list AS
WITH items AS (
  SELECT * FROM run_key_items WHERE period_no = $period_no
),
previous AS (
  SELECT i.item_key, ARG_MAX(p.item_key, p.due_no) AS previous_key
  FROM items AS i
  INNER JOIN facts.item_states AS p
    ON p.policy_key = i.policy_key AND p.due_no < i.due_no AND p.due_on + 30 <= CAST($as_of AS DATE)
  GROUP BY i.item_key
),
paid_before AS (
  SELECT
    p.item_key,
    i.due_no = 1 AS is_first,
    i.due_on,
    COALESCE(CASE WHEN i.settled_on <= $as_of THEN i.settled_on END, s.from_on) AS settled_on
  FROM previous AS p
  INNER JOIN facts.item_states AS i ON i.item_key = p.previous_key
  LEFT JOIN facts.repeated_spans AS s ON s.item_key = i.item_key AND s.from_on <= $as_of AND $as_of < s.to_on
),
touched AS (
  SELECT
    a.item_key,
    MAX(CASE WHEN a.kind = 'call' AND a.is_effective THEN 1 ELSE 0 END) AS is_called,
    MAX(CASE WHEN a.kind = 'visit' AND a.occurred_on < i.due_on THEN 1 ELSE 0 END) AS is_visited
  FROM items AS i
  INNER JOIN facts.activities AS a ON a.item_key = i.item_key AND a.occurred_on <= $reference_on
  GROUP BY a.item_key
),
reached AS (
  SELECT customer_key, ARG_MAX(outcome, (occurred_at, activity_id)) AS outcome
  FROM facts.activities
  WHERE occurred_on <= $as_of AND outcome IS NOT NULL AND customer_key IN (SELECT customer_key FROM items)
  GROUP BY customer_key
),
complained AS (
  SELECT DISTINCT u.customer_key
  FROM main.complaints AS c
  INNER JOIN facts.customers AS u ON u.customer_id = c.customer_id
  WHERE c.received_on > CAST($as_of AS DATE) - 365 AND c.received_on <= $as_of
),
told AS (
  SELECT
    i.*,
    CASE WHEN i.is_high THEN 'high' ELSE 'other' END AS tier,
    CASE
      WHEN b.item_key IS NULL THEN 'unknown'
      WHEN b.settled_on IS NULL THEN 'open'
      WHEN b.is_first THEN 'first'
      WHEN b.settled_on <= b.due_on + 2 THEN 'on_time'
      WHEN b.settled_on <= b.due_on + 30 THEN 'reminded'
      ELSE 'late'
    END AS last_paid,
    r.score,
    r.class AS risk_class,
    CASE
      WHEN w.outcome = 'wrong_contact' THEN 'invalid'
      WHEN COALESCE(c.phone, '') = '' THEN 'missing'
      ELSE 'valid'
    END AS contact,
    k.customer_key IS NOT NULL AS has_complained,
    COALESCE(t.is_called, 0) AS is_called,
    COALESCE(t.is_visited, 0) AS is_visited,
    COALESCE(c.customer_name, '') AS customer_name
  FROM items AS i
  INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
  LEFT JOIN main.customers AS c ON c.customer_id = p.customer_id
  LEFT JOIN paid_before AS b ON b.item_key = i.item_key
  LEFT JOIN risk AS r ON r.item_key = i.item_key
  LEFT JOIN reached AS w ON w.customer_key = i.customer_key
  LEFT JOIN complained AS k ON k.customer_key = i.customer_key
  LEFT JOIN touched AS t ON t.item_key = i.item_key
)
SELECT
  m.scope_no,
  m.branch_id,
  m.branch_name,
  m.team_id,
  CASE WHEN m.team_id = 'unassigned' THEN m.team_id ELSE m.team_name END AS team_name,
  m.specialist_id,
  m.specialist_name,
  d.due_id,
  p.policy_id,
  p.customer_id,
  t.customer_name,
  COALESCE(o.product_name, o.product_code) AS product,
  o.product_line,
  o.channel,
  o.premium_mode,
  t.due_no,
  t.due_on,
  t.amount_due,
  t.collected,
  t.is_settled,
  p.annual_premium,
  t.customer_class,
  t.tier,
  t.is_key,
  t.last_paid,
  t.score,
  t.risk_class,
  t.contact,
  t.has_complained,
  t.is_called,
  t.is_visited,
  NOT t.is_settled AND (
    COALESCE(t.risk_class IN ('high', 'middle'), FALSE) OR t.last_paid IN ('late', 'open') OR t.has_complained OR t.contact = 'invalid'
  ) AS is_problem
FROM told AS t
INNER JOIN facts.items AS d ON d.item_key = t.item_key
INNER JOIN facts.policies AS p ON p.policy_key = t.policy_key
INNER JOIN main.policies AS o ON o.policy_id = p.policy_id
INNER JOIN report_members AS m ON m.period_no = $period_no AND m.specialist_key = t.specialist_key
