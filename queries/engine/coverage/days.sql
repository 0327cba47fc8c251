-- How many payments and activities each day has, as a job counted them.
CREATE TABLE fact_days (table_name VARCHAR, day_on DATE, row_count BIGINT)
