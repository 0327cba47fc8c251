-- The lines of runs that are calculated, but not kept yet.
CREATE OR REPLACE TEMP TABLE pending_lines AS
SELECT * FROM incentive_lines LIMIT 0
