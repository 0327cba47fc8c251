-- The ledger: rows are added, never changed or taken away. `period` is the one that pays, `origin` the one it is about; the
-- two differ in the reversal and rebook rows of closed periods.
CREATE TABLE IF NOT EXISTS incentive_ledger (
  posting_no INTEGER NOT NULL,
  entry_no INTEGER NOT NULL,
  plan_id VARCHAR NOT NULL,
  period VARCHAR NOT NULL,
  origin VARCHAR NOT NULL,
  specialist_id VARCHAR NOT NULL,
  node VARCHAR NOT NULL,
  amount DECIMAL(38, 6) NOT NULL
)
