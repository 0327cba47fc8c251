-- Renewal items as of t: every due item from the second payment on that is not exempt.
CREATE OR REPLACE TEMP VIEW run_renewal_items AS
SELECT
  period_no, as_of, item_key, specialist_key, slice_key, policy_key, due_no, stage, due_on, grace_end_on, amount_due,
  settled_on
FROM run_owners
WHERE due_no >= 2 AND NOT is_exempt
