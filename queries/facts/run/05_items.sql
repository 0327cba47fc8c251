-- The renewal items around the period, each with what the metrics ask of it. Collected amounts are the net paid held
-- between 0 and the amount due.
--   is_due: due in the period                      is_matured: grace ended in the period and by the as-of day
--   is_in_service: stage -2 to 3, not settled before the period
--   is_current_month, is_grace1_month, is_grace_end_month: due in a reference month, the month before, two before
CREATE OR REPLACE TEMP TABLE run_items AS
SELECT
  d.period_no,
  d.specialist_key,
  d.slice_key,
  d.due_no,
  d.stage,
  d.item_key,
  d.policy_key,
  d.due_on,
  d.grace_end_on,
  d.amount_due,
  d.settled_on,
  d.settled_on IS NOT NULL AS is_settled,
  COALESCE(d.settled_on <= d.grace_end_on, FALSE) AS is_renewed,
  COALESCE(p.paid_by_month_end >= d.amount_due, FALSE) AS is_settled_by_month_end,
  COALESCE(p.paid_by_next_month_end >= d.amount_due, FALSE) AS is_settled_by_next_month_end,
  GREATEST(0, LEAST(d.amount_due, COALESCE(p.paid, 0))) AS collected,
  GREATEST(0, LEAST(d.amount_due, COALESCE(p.paid_by_month_end, 0))) AS collected_by_month_end,
  GREATEST(0, LEAST(d.amount_due, COALESCE(p.paid_by_next_month_end, 0))) AS collected_by_next_month_end,
  GREATEST(0, LEAST(d.amount_due, COALESCE(p.paid_by_grace_end, 0))) AS collected_by_grace_end,
  d.due_on BETWEEN r.first_on AND r.last_on AS is_due,
  d.grace_end_on BETWEEN r.first_on AND r.last_on AND d.grace_end_on <= r.as_of AS is_matured,
  d.stage BETWEEN -2 AND 3 AND NOT COALESCE(p.paid_before >= d.amount_due, FALSE) AS is_in_service,
  r.month - d.stage BETWEEN r.first_month AND r.last_month AS is_current_month,
  r.month - d.stage + 1 BETWEEN r.first_month AND r.last_month AS is_grace1_month,
  r.month - d.stage + 2 BETWEEN r.first_month AND r.last_month AS is_grace_end_month
FROM run_periods AS r
INNER JOIN run_renewal_items AS d ON d.period_no = r.period_no AND d.due_on BETWEEN r.window_from AND r.window_to
LEFT JOIN run_item_payments AS p ON p.period_no = d.period_no AND p.item_key = d.item_key
