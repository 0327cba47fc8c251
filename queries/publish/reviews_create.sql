-- The reviews that lie among the reports, by whom they are about.
CREATE OR REPLACE TEMP TABLE publish_reviews (
  level VARCHAR,
  entity_id VARCHAR,
  report VARCHAR,
  period VARCHAR,
  as_of DATE,
  ending VARCHAR,
  file VARCHAR,
  bytes BIGINT,
  written BIGINT
)
