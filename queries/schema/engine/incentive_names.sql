-- What people call the ids of a run's plan.
CREATE TABLE IF NOT EXISTS incentive_names (run_no INTEGER NOT NULL, id VARCHAR NOT NULL, title VARCHAR NOT NULL)
