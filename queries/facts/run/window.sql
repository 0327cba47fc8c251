-- All due items around the period with owner, exemption, settled-on and net paid on the days that matter. For all but the
-- special ones that follows from the row itself, so no table of that size is ever joined to another.
CREATE OR REPLACE TEMP VIEW run_window AS
SELECT
  m.*,
  i.item_key,
  i.policy_key,
  i.is_lone,
  i.slice_key,
  i.due_no,
  i.due_on,
  i.grace_end_on,
  i.amount_due,
  i.first_owner_key AS specialist_key,
  FALSE AS is_exempt,
  CASE WHEN i.settled_on <= m.as_of THEN i.settled_on END AS settled_on,
  CASE WHEN i.paid_on <= m.as_of THEN i.paid ELSE 0 END AS paid,
  CASE WHEN i.paid_on <= LEAST(m.as_of, i.month_end_on) THEN i.paid ELSE 0 END AS paid_by_month_end,
  CASE WHEN i.paid_on <= LEAST(m.as_of, i.next_month_end_on) THEN i.paid ELSE 0 END AS paid_by_next_month_end,
  CASE WHEN i.paid_on <= LEAST(m.as_of, i.grace_end_on) THEN i.paid ELSE 0 END AS paid_by_grace_end,
  CASE WHEN i.paid_on <= m.before_on THEN i.paid ELSE 0 END AS paid_before
FROM facts.item_states AS i
INNER JOIN run_months AS m ON m.due_month = i.due_month
WHERE NOT i.is_special
UNION ALL
SELECT * FROM run_special_items
