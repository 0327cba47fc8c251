-- What counts up to the period of a run and is no longer what the data says. A row without a person where nobody can tell: the
-- plan's file is not what it was.
CREATE OR REPLACE TEMP TABLE report_pay_discrepancies (
  run_no INTEGER,
  place INTEGER,
  period VARCHAR,
  specialist_id VARCHAR,
  node VARCHAR,
  was DECIMAL(38, 6),
  becomes DECIMAL(38, 6)
)
