-- The sums of a metric in a period, as `run_values` has them; people and properties by their names, which outlast their numbers.
CREATE TABLE IF NOT EXISTS kept.figure_sums (
  figure_no BIGINT NOT NULL,
  specialist_id VARCHAR NOT NULL,
  product_line VARCHAR,
  channel VARCHAR,
  premium_mode VARCHAR,
  customer_class VARCHAR,
  due_no BIGINT,
  stage BIGINT,
  department VARCHAR NOT NULL,
  numerator DECIMAL(38, 6),
  denominator DECIMAL(38, 6),
  weight DECIMAL(38, 6)
)
