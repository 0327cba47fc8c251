-- Keeps sums of the run.
INSERT INTO kept.figure_sums
SELECT
  w.figure_no,
  o.specialist_id,
  p.product_line,
  p.channel,
  p.premium_mode,
  p.customer_class,
  v.due_no,
  v.stage,
  v.department,
  v.numerator,
  v.denominator,
  v.weight
FROM run_kept AS w
INNER JOIN run_values AS v ON v.metric = w.metric AND v.period_no = w.period_no
INNER JOIN facts.specialists AS o ON o.specialist_key = v.specialist_key
INNER JOIN run_properties AS p ON p.slice_key = v.slice_key
