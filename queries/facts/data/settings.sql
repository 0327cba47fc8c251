-- The numbers of the definitions, from the workspace's settings, so that SQL can join them. Hours are seconds of the day.
CREATE OR REPLACE TABLE facts.settings AS
SELECT
  CAST($grace_days AS INTEGER) AS grace_days,
  CAST($conversion_days AS INTEGER) AS conversion_days,
  CAST($working_from AS INTEGER) AS working_from,
  CAST($working_to AS INTEGER) AS working_to,
  CAST($routing_minutes AS INTEGER) * 60 AS routing_seconds,
  CAST($issue_days AS INTEGER) AS issue_days,
  CAST($complaint_days AS INTEGER) AS complaint_days,
  CAST($repeat_days AS INTEGER) AS repeat_days,
  CAST($form_return_days AS INTEGER) AS form_return_days,
  CAST($form_review_days AS INTEGER) AS form_review_days
