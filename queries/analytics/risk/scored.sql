-- Which items have which score: the open ones, and those held out as they stood before their due day.
CREATE OR REPLACE TEMP TABLE risk_scored (
  item_key BIGINT,
  pattern_no BIGINT,
  is_open BOOLEAN
)
