-- Every policy with the owner on the reference day of the item that answers for it; 0 for a policy without items.
CREATE OR REPLACE TEMP VIEW run_policies AS
SELECT
  r.period_no,
  p.policy_key,
  p.customer_id,
  p.issued_on,
  p.annual_premium,
  p.payments_per_year,
  p.slice_key,
  COALESCE(w.specialist_key, i.first_owner_key, 0) AS specialist_key
FROM run_periods AS r
CROSS JOIN facts.policies AS p
LEFT JOIN facts.policy_items AS l
  ON l.policy_key = p.policy_key AND l.from_on <= r.reference_on AND r.reference_on < l.to_on
LEFT JOIN facts.items AS i ON i.item_key = l.item_key
LEFT JOIN facts.later_owners AS w
  ON w.item_key = l.item_key AND w.from_on <= r.reference_on AND r.reference_on < w.to_on
