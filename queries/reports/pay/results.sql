-- Results of the people of each scope by run and component: how many there are, below the threshold of the component's
-- table, at its target, in its last tier; `is_known` is false where the plan's file is not what it was. Whether pay follows
-- them: the rank correlation, and the pairs of people with the better result and the lower pay of those that differ in both.
CREATE OR REPLACE TEMP TABLE report_pay_results (
  scope_no INTEGER,
  run_no INTEGER,
  node VARCHAR,
  measure VARCHAR,
  people INTEGER,
  below INTEGER,
  at_target INTEGER,
  at_top INTEGER,
  is_known BOOLEAN,
  correlation VARCHAR,
  inverted BIGINT,
  differing BIGINT
)
