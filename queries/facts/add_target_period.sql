-- One of them.
INSERT INTO run_target_periods VALUES ($period)
