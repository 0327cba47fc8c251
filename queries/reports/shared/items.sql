-- The due items of each period by who has them, with what lists of items say of one.
CREATE OR REPLACE TEMP VIEW report_items AS
SELECT
  i.period_no,
  i.item_key,
  i.is_due,
  i.is_settled,
  m.scope_no,
  m.branch_id,
  m.branch_name,
  m.team_id,
  m.team_name,
  m.specialist_id,
  m.specialist_name,
  p.policy_id,
  COALESCE(c.customer_name, '') AS customer_name,
  s.product_line,
  s.channel,
  s.premium_mode,
  i.due_no,
  CAST(LEAST(i.stage, 4) AS VARCHAR) AS stage,
  i.due_on,
  i.grace_end_on,
  i.amount_due,
  i.collected,
  i.amount_due - i.collected AS open,
  i.settled_on,
  i.settled_on - i.due_on AS days
FROM run_items AS i
INNER JOIN report_members AS m ON m.period_no = i.period_no AND m.specialist_key = i.specialist_key
INNER JOIN facts.policies AS p ON p.policy_key = i.policy_key
INNER JOIN facts.slices AS s ON s.slice_key = i.slice_key
LEFT JOIN main.customers AS c ON c.customer_id = p.customer_id
