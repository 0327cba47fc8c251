-- A quarter pools its three months.
-- period: 2026-Q1
-- metrics: current_month_rate, grace1_rate, grace_end_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2025-11-15', 4, 1.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2025-12-15', 5, 10.00, 'S1', NULL, 0, 0),
  ('D4', 'P1', DATE '2026-02-15', 6, 1000.00, 'S1', NULL, 0, 0),
  ('D5', 'P1', DATE '2026-03-15', 7, 10000.00, 'S1', NULL, 0, 0);
SELECT told AS actual, 'current_month_rate 0/11100; grace1_rate 0/1110; grace_end_rate 0/111' AS expected FROM by_company;
