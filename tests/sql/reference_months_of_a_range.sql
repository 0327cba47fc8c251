-- A range has the month of its last day, even if it is written over a whole quarter.
-- period: 2026-01-01..2026-03-31
-- metrics: current_month_rate, grace1_rate, grace_end_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2025-11-15', 4, 1.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2025-12-15', 5, 10.00, 'S1', NULL, 0, 0),
  ('D4', 'P1', DATE '2026-02-15', 6, 1000.00, 'S1', NULL, 0, 0),
  ('D5', 'P1', DATE '2026-03-15', 7, 10000.00, 'S1', NULL, 0, 0);
SELECT told AS actual, 'current_month_rate 0/10000; grace1_rate 0/1000; grace_end_rate 0/100' AS expected FROM by_company;
