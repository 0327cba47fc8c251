-- The sums with every name they can be rolled up by.
CREATE OR REPLACE TEMP VIEW run_entities AS
SELECT
  v.metric,
  v.period_no,
  'company' AS company,
  s.region,
  s.branch_id,
  s.branch_name,
  s.team_id,
  s.team_name,
  s.specialist_id,
  s.specialist_name,
  l.product_line,
  l.channel,
  l.premium_mode,
  l.customer_class,
  COALESCE(CAST(v.due_no AS VARCHAR), '(none)') AS due_no,
  COALESCE(CAST(v.stage AS VARCHAR), '(none)') AS stage,
  v.numerator,
  v.denominator
FROM run_values AS v
INNER JOIN run_specialists AS s ON s.period_no = v.period_no AND s.specialist_key = v.specialist_key
INNER JOIN facts.slices AS l ON l.slice_key = v.slice_key
