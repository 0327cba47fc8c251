-- When a run began to count for its period: approved, or posted by a rebooking into the period `posted_in`.
CREATE TABLE IF NOT EXISTS incentive_postings (
  posting_no INTEGER NOT NULL,
  kind VARCHAR NOT NULL,
  plan_id VARCHAR NOT NULL,
  period VARCHAR NOT NULL,
  first_on DATE NOT NULL,
  run_no INTEGER NOT NULL,
  posted_in VARCHAR NOT NULL,
  by_name VARCHAR
)
