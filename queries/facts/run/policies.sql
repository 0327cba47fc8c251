-- Every policy with the person who answers for it on the reference day; 0 for a policy without items.
CREATE OR REPLACE TEMP VIEW run_policies AS
SELECT
  r.period_no,
  p.policy_key,
  p.customer_id,
  p.issued_on,
  p.annual_premium,
  p.payments_per_year,
  p.slice_key,
  COALESCE(w.specialist_key, 0) AS specialist_key
FROM run_periods AS r
CROSS JOIN facts.policies AS p
LEFT JOIN facts.policy_owners AS w
  ON w.policy_key = p.policy_key AND w.from_on <= r.reference_on AND r.reference_on < w.to_on
