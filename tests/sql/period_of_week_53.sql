-- 2026 has 53 ISO weeks; the last ends on Sunday, 3 January 2027.
-- period: 2026-W53
-- metrics: collection_completion_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-12-27', 12, 1.00, 'S1', NULL, 0, 0),
  ('D3', 'P1', DATE '2026-12-28', 13, 10.00, 'S1', NULL, 0, 0),
  ('D4', 'P1', DATE '2027-01-03', 14, 20.00, 'S1', NULL, 0, 0),
  ('D5', 'P1', DATE '2027-01-04', 15, 1000.00, 'S1', NULL, 0, 0);
SELECT told AS actual, 'collection_completion_rate 0/30' AS expected FROM by_company;
