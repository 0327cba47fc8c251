-- The numbers of the definitions, from the workspace's settings, so that SQL can join them.
CREATE OR REPLACE TABLE facts.settings AS
SELECT
  CAST($grace_days AS INTEGER) AS grace_days,
  CAST($conversion_days AS INTEGER) AS conversion_days,
  CAST($form_return_days AS INTEGER) AS form_return_days,
  CAST($form_review_days AS INTEGER) AS form_review_days
