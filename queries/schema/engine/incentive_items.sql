-- The payments behind the components of a run, counted or not; rate, coefficient and result exact, `result` empty where the
-- payment does not count, `why` as JSON.
CREATE TABLE IF NOT EXISTS incentive_items (
  run_no INTEGER NOT NULL,
  specialist_id VARCHAR NOT NULL,
  component VARCHAR NOT NULL,
  payment_id VARCHAR NOT NULL,
  due_id VARCHAR NOT NULL,
  paid_on DATE NOT NULL,
  amount DECIMAL(18, 2) NOT NULL,
  rate VARCHAR NOT NULL,
  coefficient VARCHAR NOT NULL,
  result VARCHAR,
  why VARCHAR NOT NULL
)
