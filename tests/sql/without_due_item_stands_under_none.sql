-- What has no due item stands under (none); a policy has no payment number and no stage.
-- period: 2026-03
-- metrics: contact_count, complaint_rate, churn_rate, high_value_retention
INSERT INTO activities (activity_id, specialist_id, occurred_at, kind, due_id, outcome, promised_on, file_no, file_row)
VALUES ('A1', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'call', NULL, 'connected', NULL, 0, 0),
  ('A2', 'S1', TIMESTAMP '2026-03-02 10:00:00', 'call', 'D1', 'connected', NULL, 0, 0);
INSERT INTO complaints (complaint_id, specialist_id, received_on, file_no, file_row)
VALUES ('K1', 'S1', DATE '2026-03-02', 0, 0);
SELECT
  STRING_AGG(metric || ' ' || product_line || ' ' || customer_class || ' ' || due_no || ' ' || stage, '; ' ORDER BY metric, product_line) AS actual,
  'churn_rate 年金 U (none) (none); complaint_rate (none) (none) (none) (none); complaint_rate 年金 U 3 2; '
  || 'contact_count (none) (none) (none) (none); contact_count 年金 U 3 2; high_value_retention (none) (none) (none) (none)' AS expected
FROM run_entities;
