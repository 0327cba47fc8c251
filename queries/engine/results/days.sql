-- How many payments and activities each day has.
SELECT table_name, day_on, row_count
FROM facts.fact_days
