-- The days the data covers: from the first due day to the last payment, activity or due day.
SELECT
  (SELECT MIN(due_on) FROM due_items) AS first_due_on,
  (SELECT MAX(due_on) FROM due_items) AS last_due_on,
  GREATEST(
    (SELECT CAST(MAX(paid_on) AS DATE) FROM payments),
    (SELECT CAST(MAX(occurred_at) AS DATE) FROM activities)
  ) AS last_fact_on,
  (SELECT COUNT(*) FROM rejects) AS rejects
