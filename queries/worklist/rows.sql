-- The worklist of a day as data.
SELECT
  on_day,
  branch_id,
  team_id,
  team_name,
  specialist_id,
  specialist_name,
  reason,
  reasons,
  policy_id,
  due_id,
  customer_id,
  customer_name,
  phone,
  channel,
  stage,
  due_on,
  due_no,
  grace_end_on,
  amount_due,
  at_risk,
  promised_on,
  lapsed_on,
  last_contact_on
FROM worklist
WHERE on_day = $last_on
  AND ($branch_id IS NULL OR branch_id = $branch_id)
  AND ($team_id IS NULL OR team_id = $team_id)
  AND ($specialist_id IS NULL OR specialist_id = $specialist_id)
ORDER BY at_risk DESC, due_id
