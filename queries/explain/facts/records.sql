-- What the records behind a number are: day, amount and words of each. An answer after the as-of day is none.
CREATE OR REPLACE TEMP VIEW explain_records AS
SELECT
  'payment' AS record,
  payment_id AS record_id,
  CAST(paid_on AS DATE) AS happened_on,
  amount,
  method || ' ' || status AS what
FROM payments
UNION ALL
SELECT 'activity', activity_id, CAST(occurred_at AS DATE), NULL, kind || COALESCE(' ' || outcome, '')
FROM activities
UNION ALL
SELECT 'error', error_id, occurred_on, amount, kind || COALESCE(' ' || severity, '')
FROM errors
UNION ALL
SELECT
  'survey',
  q.survey_id,
  COALESCE(CASE WHEN q.answered_on <= r.as_of THEN q.answered_on END, q.sent_on),
  NULL,
  CASE
    WHEN q.answered_on <= r.as_of
      THEN 'score=' || COALESCE(CAST(q.score AS VARCHAR), '') || ' recommend=' || COALESCE(CAST(q.recommend AS VARCHAR), '')
  END
FROM surveys AS q
CROSS JOIN run_periods AS r
UNION ALL
SELECT 'task', task_id, on_day, NULL, kind
FROM tasks
UNION ALL
SELECT 'service_review', review_id, issued_on, NULL, form
FROM service_reviews
UNION ALL
SELECT 'complaint', complaint_id, received_on, NULL, category
FROM complaints
UNION ALL
SELECT 'issue', issue_id, CAST(opened_at AS DATE), NULL, kind || COALESCE(' ' || department, '')
FROM issues
