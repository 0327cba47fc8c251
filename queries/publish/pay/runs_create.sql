-- Runs of pay before they are in order.
CREATE OR REPLACE TEMP TABLE publish_runs (
  run_no BIGINT,
  plan_id VARCHAR,
  plan_title VARCHAR,
  period VARCHAR,
  first_on DATE,
  kind VARCHAR,
  as_of DATE,
  people BIGINT,
  total DECIMAL(38, 2),
  to_pay DECIMAL(38, 2),
  currency VARCHAR,
  state VARCHAR,
  approved_by VARCHAR,
  results VARCHAR
)
