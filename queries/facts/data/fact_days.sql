-- How many payments and activities each day has, by the file they came with: what tells until when the data go.
CREATE OR REPLACE TABLE facts.fact_days AS
SELECT 'payments' AS table_name, file_no, CAST(paid_on AS DATE) AS day_on, COUNT(*) AS row_count
FROM payments
GROUP BY file_no, CAST(paid_on AS DATE)
UNION ALL
SELECT 'activities' AS table_name, file_no, CAST(occurred_at AS DATE) AS day_on, COUNT(*) AS row_count
FROM activities
GROUP BY file_no, CAST(occurred_at AS DATE)
