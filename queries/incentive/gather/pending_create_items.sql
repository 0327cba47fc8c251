-- The payments of runs that are calculated, but not kept yet.
CREATE OR REPLACE TEMP TABLE pending_items AS
SELECT * FROM incentive_items LIMIT 0
