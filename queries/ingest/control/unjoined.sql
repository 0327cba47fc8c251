-- Payments that belong to no due item, with what they bring together; and contacts of the run that do not.
SELECT
  count(*) AS payments,
  COALESCE(sum(CASE status WHEN 'success' THEN amount WHEN 'reversal' THEN -abs(amount) ELSE 0 END), 0) AS amount,
  (SELECT count(*) FROM main.activities WHERE due_id IS NULL AND file_no >= $first_file_no) AS contacts
FROM pending.payments
