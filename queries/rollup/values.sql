-- Sums of every metric of the run, per period and specialist, and per slice, payment number, stage and department where asked for.
CREATE OR REPLACE TEMP TABLE run_values (
  metric STRING,
  period_no INTEGER,
  specialist_key INTEGER,
  slice_key INTEGER,
  due_no BIGINT,
  stage BIGINT,
  department STRING,
  numerator DECIMAL(38, 6),
  denominator DECIMAL(38, 6),
  weight DECIMAL(38, 6)
)
