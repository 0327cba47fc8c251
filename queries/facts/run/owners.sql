-- Every due item with its owner on the reference day, its stage (months from its due month to the period's last), and what
-- the run knows of it as of t: whether it is exempt and its settled-on. Every item once per period.
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
  i.amount_due,
  CASE WHEN i.settled_on <= r.as_of THEN i.settled_on ELSE s.from_on END AS settled_on,
  x.item_key IS NOT NULL AS is_exempt
FROM run_periods AS r
CROSS JOIN facts.item_states AS i
LEFT JOIN facts.later_owners AS w
  ON w.item_key = i.item_key AND w.from_on <= r.reference_on AND r.reference_on < w.to_on
LEFT JOIN facts.exemptions AS x ON x.item_key = i.item_key AND x.exempt_on <= r.as_of
LEFT JOIN facts.repeated_spans AS s ON s.item_key = i.item_key AND s.from_on <= r.as_of AND r.as_of < s.to_on
