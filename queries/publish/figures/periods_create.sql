-- The periods of a publication, by kind and in their order.
CREATE OR REPLACE TEMP TABLE publish_periods (
  kind VARCHAR,
  place BIGINT,
  period VARCHAR,
  first_on DATE,
  last_on DATE,
  as_of DATE,
  is_own BOOLEAN
)
