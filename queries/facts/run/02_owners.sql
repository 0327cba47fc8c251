-- Every due item with its owner on the reference day, and its stage: months from its due month to the period's last.
CREATE OR REPLACE TEMP VIEW run_owners AS
SELECT
  r.period_no,
  r.as_of,
  i.item_key,
  COALESCE(w.specialist_key, i.first_owner_key) AS specialist_key,
  i.slice_key,
  i.policy_key,
  i.due_no,
  r.month - i.due_month AS stage,
  i.due_on,
  i.grace_end_on,
  i.amount_due
FROM run_periods AS r
CROSS JOIN facts.items AS i
LEFT JOIN facts.later_owners AS w
  ON w.item_key = i.item_key AND w.from_on <= r.reference_on AND r.reference_on < w.to_on
