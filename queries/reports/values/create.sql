-- The values of the report's metrics as `kpi` prints them, for the statements of its sections: a row per metric, period
-- and entity of the levels company, branch, team and specialist.
CREATE OR REPLACE TEMP TABLE report_values (
  period_no INTEGER,
  metric VARCHAR,
  level VARCHAR,
  entity_id VARCHAR,
  numerator DECIMAL(38, 6),
  denominator DECIMAL(38, 6),
  value DECIMAL(38, 6),
  low_sample BOOLEAN,
  target DECIMAL(38, 6),
  attainment DECIMAL(38, 6),
  benchmark DECIMAL(38, 6),
  place INTEGER
)
