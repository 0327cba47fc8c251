-- The kinds of policy event after which nothing is owed: one row each.
CREATE OR REPLACE TABLE facts.exempting_events AS
SELECT UNNEST(STRING_SPLIT($exempting_events, ',')) AS kind
