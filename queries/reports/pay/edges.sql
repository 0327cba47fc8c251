-- How many people of each scope are just below and just above the edges of a component's table, by run.
CREATE OR REPLACE TEMP TABLE report_pay_edges (
  scope_no INTEGER,
  run_no INTEGER,
  node VARCHAR,
  place INTEGER,
  edge VARCHAR,
  below INTEGER,
  above INTEGER
)
