-- The runs that reports tell of: of each plan and period the one approved last, else the newest calculation, if its facts
-- end by the report's as-of day. `heading` names the plan where several have a run, else it is empty.
CREATE OR REPLACE TEMP TABLE report_pay_runs (
  run_no INTEGER,
  plan_id VARCHAR,
  plan_title VARCHAR,
  heading VARCHAR,
  plan_hash VARCHAR,
  period VARCHAR,
  first_on DATE,
  last_on DATE,
  as_of DATE,
  state VARCHAR
)
