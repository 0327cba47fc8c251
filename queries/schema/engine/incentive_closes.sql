-- Closed periods with their control totals. `seal` is the hash of the values of metrics, the ledger rows and the totals, and
-- of the seal before it, so that nothing closed can change unseen.
CREATE TABLE IF NOT EXISTS incentive_closes (
  plan_id VARCHAR NOT NULL,
  period VARCHAR NOT NULL,
  first_on DATE NOT NULL,
  run_no INTEGER NOT NULL,
  forced_reason VARCHAR,
  findings BIGINT NOT NULL,
  people BIGINT NOT NULL,
  entries BIGINT NOT NULL,
  total DECIMAL(38, 6) NOT NULL,
  measures_hash VARCHAR NOT NULL,
  ledger_hash VARCHAR NOT NULL,
  previous_seal VARCHAR NOT NULL,
  seal VARCHAR NOT NULL
)
