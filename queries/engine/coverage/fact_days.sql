-- The same as of the files that were loaded.
CREATE TABLE facts.fact_days AS
SELECT table_name, 1 AS file_no, day_on, row_count
FROM fact_days
