-- The renewal items settled in the period, whatever their due day, at the owner of the reference day.
CREATE OR REPLACE TEMP VIEW run_settled_items AS
WITH settled AS (
  SELECT d.period_no, d.as_of, d.reference_on, d.month, i.*, i.settled_on AS from_on
  FROM facts.item_states AS i
  INNER JOIN run_days AS d ON d.day_on = i.settled_on
  UNION ALL
  SELECT d.period_no, d.as_of, d.reference_on, d.month, i.*, s.from_on
  FROM facts.repeated_spans AS s
  INNER JOIN run_days AS d ON d.day_on = s.from_on AND d.as_of < s.to_on
  INNER JOIN facts.item_states AS i ON i.item_key = s.item_key
)
SELECT
  i.period_no,
  COALESCE(w.specialist_key, i.first_owner_key) AS specialist_key,
  i.slice_key,
  i.due_no,
  i.month - i.due_month AS stage,
  i.item_key,
  i.policy_key,
  i.due_on,
  i.grace_end_on,
  i.amount_due,
  i.from_on AS settled_on
FROM settled AS i
LEFT JOIN facts.later_owners AS w
  ON w.item_key = i.item_key AND w.from_on <= i.reference_on AND i.reference_on < w.to_on
LEFT JOIN facts.exemptions AS x ON x.item_key = i.item_key AND x.exempt_on <= i.as_of
WHERE i.due_no >= 2 AND x.item_key IS NULL
