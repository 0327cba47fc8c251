-- Due items with what was paid, for the metrics: no text, and the common item, paid on one day and left alone, in the row
-- itself: from `paid_on` its net paid is `paid`, and from `settled_on` it is settled. Where the net paid changed on
-- several days (`is_repeated`) these three are NULL, and steps and spans stand in tables of their own. `is_special` marks
-- the items whose row does not tell all: paid on several days, later owners, a policy with an exempting event. `is_lone`
-- marks those that are the only one of their policy within any six months, all of whose items stay with one person: they
-- can be counted as policies without telling the policies apart.
-- Rows keep the order of the due list, whose files are mostly of one month: what is asked of a month then reads only a
-- part of the table.
-- touched: item_key
CREATE OR REPLACE TABLE facts.item_states AS
WITH paid AS (
  SELECT item_key, MIN(paid_on) AS first_on, MAX(paid_on) AS last_on, CAST(SUM(net_amount) AS DECIMAL(18, 2)) AS total
  FROM touched_facts.payments
  WHERE net_amount <> 0
  GROUP BY item_key
),
handed_over AS (
  SELECT DISTINCT item_key FROM facts.later_owners
),
exempting AS (
  SELECT DISTINCT p.policy_key
  FROM policy_events AS e
  INNER JOIN facts.exempting_events AS k ON k.kind = e.kind
  INNER JOIN facts.policies AS p ON p.policy_id = e.policy_id
)
SELECT
  i.item_key,
  i.policy_key,
  i.slice_key,
  i.first_owner_key,
  i.due_no,
  i.due_on,
  i.due_month,
  i.month_end_on,
  i.next_month_end_on,
  i.grace_end_on,
  i.amount_due,
  CASE WHEN p.first_on = p.last_on THEN p.first_on END AS paid_on,
  CASE WHEN p.first_on = p.last_on THEN p.total END AS paid,
  CASE WHEN p.first_on = p.last_on AND p.total >= i.amount_due THEN p.first_on END AS settled_on,
  COALESCE(p.first_on < p.last_on, FALSE) AS is_repeated,
  COALESCE(p.first_on < p.last_on, FALSE) OR h.item_key IS NOT NULL OR e.policy_key IS NOT NULL AS is_special,
  n.has_one_owner AND n.is_spaced AS is_lone
FROM touched_facts.items AS i
INNER JOIN facts.policy_items AS n ON n.policy_key = i.policy_key
LEFT JOIN paid AS p ON p.item_key = i.item_key
LEFT JOIN handed_over AS h ON h.item_key = i.item_key
LEFT JOIN exempting AS e ON e.policy_key = i.policy_key
