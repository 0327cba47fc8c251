-- The weights of the model: for each level of a feature how often its cases were lost, and by how much it alone multiplies
-- the odds of that against the average of the feature.
CREATE OR REPLACE TEMP TABLE risk_factors (
  place BIGINT,
  feature VARCHAR,
  feature_zh VARCHAR,
  feature_en VARCHAR,
  level_zh VARCHAR,
  level_en VARCHAR,
  cases BIGINT,
  lost BIGINT,
  odds VARCHAR
)
