-- The plan that is calculated among others of the book; empty for one that is tried alone.
CREATE OR REPLACE TEMP TABLE run_plan AS SELECT CAST($plan_id AS VARCHAR) AS plan_id
