-- What the model says of each pattern that open items have: chance of being lost per 10,000, its class, and what adds most.
CREATE OR REPLACE TEMP TABLE risk_scores (
  pattern_no BIGINT,
  score BIGINT,
  class VARCHAR,
  reasons VARCHAR,
  reasons_zh VARCHAR,
  reasons_en VARCHAR
)
