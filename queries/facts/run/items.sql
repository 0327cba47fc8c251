-- The renewal items around the period, each with what the metrics ask of it. Collected amounts are the net paid held
-- between 0 and the amount due.
--   is_due: due in the period                      is_matured: grace ended in the period and by the as-of day
--   is_in_service: stage -2 to 3, not settled before the period
--   is_lone: the only item of its policy within any six months, and no other person answers for the policy
--   is_current_month, is_grace1_month, is_grace_end_month: due in a reference month, the month before, two before
-- A view: a metric takes a few columns of the items of a month or two, which costs less than to write down all columns of
-- all items of all periods first.
CREATE OR REPLACE TEMP VIEW run_items AS
SELECT
  period_no,
  specialist_key,
  slice_key,
  due_no,
  stage,
  item_key,
  policy_key,
  is_lone,
  due_on,
  grace_end_on,
  amount_due,
  settled_on,
  settled_on IS NOT NULL AS is_settled,
  COALESCE(settled_on <= grace_end_on, FALSE) AS is_renewed,
  paid_by_month_end >= amount_due AS is_settled_by_month_end,
  paid_by_next_month_end >= amount_due AS is_settled_by_next_month_end,
  GREATEST(0, LEAST(amount_due, paid)) AS collected,
  GREATEST(0, LEAST(amount_due, paid_by_month_end)) AS collected_by_month_end,
  GREATEST(0, LEAST(amount_due, paid_by_next_month_end)) AS collected_by_next_month_end,
  GREATEST(0, LEAST(amount_due, paid_by_grace_end)) AS collected_by_grace_end,
  has_due AND due_on BETWEEN first_on AND last_on AS is_due,
  has_matured AND grace_end_on BETWEEN first_on AND last_on AND grace_end_on <= as_of AS is_matured,
  has_in_service AND paid_before < amount_due AS is_in_service,
  is_current_month,
  is_grace1_month,
  is_grace_end_month
FROM run_window
WHERE due_no >= 2 AND NOT is_exempt
