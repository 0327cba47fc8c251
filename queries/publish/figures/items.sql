-- The due items that are open or were settled lately, at their owners of the as-of day, known by a key that says nothing.
CREATE TABLE published.items AS
WITH wanted AS (
  SELECT
    i.item_key,
    i.due_id,
    i.policy_key,
    COALESCE(w.specialist_key, i.first_owner_key) AS specialist_key,
    i.due_no,
    i.due_on,
    i.grace_end_on,
    i.amount_due,
    COALESCE(n.net_paid, 0) AS paid,
    s.from_on AS settled_on
  FROM facts.items AS i
  LEFT JOIN facts.later_owners AS w ON w.item_key = i.item_key AND w.from_on <= $as_of AND $as_of < w.to_on
  LEFT JOIN facts.exemptions AS x ON x.item_key = i.item_key AND x.exempt_on <= $as_of
  LEFT JOIN facts.settled_spans AS s ON s.item_key = i.item_key AND s.from_on <= $as_of AND $as_of < s.to_on
  LEFT JOIN facts.paid_steps AS n ON n.item_key = i.item_key AND n.from_on <= $as_of AND $as_of < n.to_on
  WHERE i.due_no >= 2
    AND i.due_month BETWEEN $month - 6 AND $month + 3
    AND x.item_key IS NULL
    AND (s.item_key IS NULL OR s.from_on > CAST($as_of AS DATE) - 60)
)
SELECT
  LEFT(SHA256($key || ' ' || w.due_id), 24) AS item,
  w.item_key,
  w.due_id,
  p.policy_id,
  p.customer_id,
  COALESCE(c.customer_name, '') AS customer_name,
  masked_phone(c.phone) AS phone,
  COALESCE(p.product_name, p.product_code) AS product,
  p.product_line,
  p.channel,
  p.premium_mode,
  p.annual_premium,
  w.due_no,
  w.due_on,
  w.grace_end_on,
  w.amount_due,
  w.paid,
  w.settled_on,
  s.specialist_id,
  s.specialist_name,
  s.team_id,
  s.team_name,
  s.branch_id,
  s.branch_name
FROM wanted AS w
INNER JOIN facts.policies AS f ON f.policy_key = w.policy_key
INNER JOIN main.policies AS p ON p.policy_id = f.policy_id
INNER JOIN run_specialists AS s ON s.specialist_key = w.specialist_key AND s.period_no = $period_no
LEFT JOIN main.customers AS c ON c.customer_id = p.customer_id
ORDER BY item
