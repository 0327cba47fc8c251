-- The kinds of funding that count as paid: one row each.
CREATE OR REPLACE TABLE facts.counted_funding AS
SELECT SPLIT_PART($counted_funding, ',', CAST(place AS INTEGER)) AS funding
FROM RANGE(1, 1000) AS places (place)
WHERE SPLIT_PART($counted_funding, ',', CAST(place AS INTEGER)) <> ''
