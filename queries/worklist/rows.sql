-- The worklist of a day as data, with the risk of each item whose grace still runs.
SELECT
  w.on_day,
  w.branch_id,
  w.team_id,
  w.team_name,
  w.specialist_id,
  w.specialist_name,
  w.reason,
  w.reasons,
  w.policy_id,
  w.due_id,
  w.customer_id,
  w.customer_name,
  w.phone,
  w.channel,
  w.stage,
  w.due_on,
  w.due_no,
  w.grace_end_on,
  w.amount_due,
  w.annual_premium,
  w.value_at_risk,
  w.score * 0.0001 AS risk,
  w.class AS risk_class,
  w.risk_reasons,
  w.promised_on,
  w.lapsed_on,
  w.last_contact_on
FROM report_tasks AS w
WHERE w.on_day = $last_on
  AND ($branch_id IS NULL OR w.branch_id = $branch_id)
  AND ($team_id IS NULL OR w.team_id = $team_id)
  AND ($specialist_id IS NULL OR w.specialist_id = $specialist_id)
ORDER BY w.place
