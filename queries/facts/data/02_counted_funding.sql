-- The kinds of funding that count as paid: one row each.
CREATE OR REPLACE TABLE facts.counted_funding AS
SELECT UNNEST(STRING_SPLIT($counted_funding, ',')) AS funding
