-- How the model was made and how well it did on the items held out: blocks model, timing (the first feature) and tenth.
CREATE OR REPLACE TEMP TABLE risk_card (
  block VARCHAR,
  place BIGINT,
  label_zh VARCHAR,
  label_en VARCHAR,
  items BIGINT,
  cases BIGINT,
  lost BIGINT,
  predicted BIGINT,
  auc VARCHAR
)
