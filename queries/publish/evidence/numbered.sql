-- The rows in the order in which they are told: those that count, then those left out.
CREATE OR REPLACE TEMP TABLE publish_rows AS
SELECT
  ROW_NUMBER() OVER (
    ORDER BY metric, period, reason IS NULL DESC, reason, record, record_id, specialist_id, numerator, denominator, due_id, reason_of
  ) AS row_no,
  *
FROM publish_evidence
