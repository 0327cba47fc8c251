-- What the tables of risk were made of, if they were: the day, the state of the facts, the settings.
CREATE TEMP TABLE IF NOT EXISTS risk_prepared (
  as_of DATE,
  facts VARCHAR,
  settings VARCHAR
)
