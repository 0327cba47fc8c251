-- How the pay of a run is spread among the people of each scope; no row for fewer than three.
CREATE OR REPLACE TEMP TABLE report_pay_spread (
  scope_no INTEGER,
  run_no INTEGER,
  people INTEGER,
  lowest DECIMAL(38, 6),
  q1 DECIMAL(38, 6),
  median DECIMAL(38, 6),
  q3 DECIMAL(38, 6),
  highest DECIMAL(38, 6),
  gini VARCHAR
)
