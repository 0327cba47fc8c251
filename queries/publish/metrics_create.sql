-- The metrics of a publication, as they were defined when it was made.
CREATE OR REPLACE TEMP TABLE publish_metrics (
  place BIGINT,
  metric VARCHAR,
  zh VARCHAR,
  en VARCHAR,
  definition_zh VARCHAR,
  definition_en VARCHAR,
  unit VARCHAR,
  direction VARCHAR,
  basis VARCHAR,
  parts VARCHAR,
  source VARCHAR,
  definition VARCHAR,
  has_rows BOOLEAN
)
