-- Policies with what their customer is, and the place of their row, from which they get a number.
-- Customer class: A = good economy, strong awareness, good attitude; C = fair in all three; B = any other complete
-- triple; U = incomplete.
CREATE OR REPLACE VIEW facts.classified_policies AS
SELECT
  p.rowid AS place,
  p.policy_id,
  p.customer_id,
  p.issued_on,
  p.annual_premium,
  p.product_line,
  p.channel,
  p.premium_mode,
  CASE
    WHEN c.economic IS NULL OR c.awareness IS NULL OR c.attitude IS NULL THEN 'U'
    WHEN c.economic = 'good' AND c.awareness = 'strong' AND c.attitude = 'good' THEN 'A'
    WHEN c.economic = 'fair' AND c.awareness = 'fair' AND c.attitude = 'fair' THEN 'C'
    ELSE 'B'
  END AS customer_class
FROM main.policies AS p
LEFT JOIN main.customers AS c ON c.customer_id = p.customer_id
