-- The kinds of policy event after which nothing is owed: one row each.
CREATE OR REPLACE TABLE facts.exempting_events AS
SELECT SPLIT_PART($exempting_events, ',', CAST(place AS INTEGER)) AS kind
FROM RANGE(1, 1000) AS places (place)
WHERE SPLIT_PART($exempting_events, ',', CAST(place AS INTEGER)) <> ''
