-- The rows of the metrics explained, and those left out with the reason. `record` and `record_key` say what a row is;
-- `numerator` and `denominator` what it adds, `happened_on` and `what` the event a metric counts a policy for.
CREATE OR REPLACE TEMP TABLE explain_rows (
  metric VARCHAR,
  period_no INTEGER,
  specialist_key INTEGER,
  slice_key INTEGER,
  due_no BIGINT,
  stage BIGINT,
  department VARCHAR,
  record VARCHAR,
  record_key VARCHAR,
  policy_key BIGINT,
  item_key BIGINT,
  happened_on DATE,
  what VARCHAR,
  numerator DECIMAL(38, 6),
  denominator DECIMAL(38, 6),
  reason VARCHAR,
  reason_on DATE,
  reason_of VARCHAR
)
