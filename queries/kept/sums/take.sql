-- Adds what is kept to the run's sums. A person, and a combination of properties, has the number of today; a customer whose
-- class changes has a combination apart, which says the same here.
INSERT INTO run_values
WITH properties AS (
  SELECT product_line, channel, premium_mode, customer_class, MIN(slice_key) AS slice_key
  FROM run_properties
  GROUP BY product_line, channel, premium_mode, customer_class
)
SELECT
  w.metric,
  w.period_no,
  o.specialist_key,
  p.slice_key,
  s.due_no,
  s.stage,
  s.department,
  s.numerator,
  s.denominator,
  s.weight
FROM run_kept AS w
INNER JOIN kept.figure_sums AS s ON s.figure_no = w.figure_no
INNER JOIN facts.specialists AS o ON o.specialist_id = s.specialist_id
INNER JOIN properties AS p
  ON p.product_line IS NOT DISTINCT FROM s.product_line AND p.channel IS NOT DISTINCT FROM s.channel
    AND p.premium_mode IS NOT DISTINCT FROM s.premium_mode AND p.customer_class IS NOT DISTINCT FROM s.customer_class
