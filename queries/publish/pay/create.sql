-- Statements of pay, each as its own page.
CREATE OR REPLACE TEMP TABLE publish_statements (
  specialist_id VARCHAR,
  period VARCHAR,
  first_on DATE,
  as_of DATE,
  amount DECIMAL(18, 2),
  currency VARCHAR,
  plans VARCHAR,
  page VARCHAR
)
