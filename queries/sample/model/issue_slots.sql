-- When policies were issued: the ten years up to the last month, the January opening season more than twice an ordinary
-- month, small peaks at quarter ends, and fewer of the oldest left.
CREATE TABLE sample_issue_slots AS
WITH months AS (
    SELECT age, CAST(s.until_month - to_months(CAST(age AS INTEGER)) AS DATE) AS issue_month
    FROM sample_settings AS s, generate_series(0, 119) AS a(age)
),
slots AS (
    SELECT
        issue_month,
        unnest(generate_series(1, CAST(round(
            [220, 80, 130, 82, 80, 115, 78, 80, 105, 78, 82, 90][month(issue_month)]
            * least(1.0, 1.3 - age / 150.0)) AS BIGINT))) AS slot
    FROM months
)
SELECT row_number() OVER (ORDER BY issue_month, slot) - 1 AS slot_no, issue_month
FROM slots;
