-- The first event meets a settled item, the second one that was taken back.
-- period: 2026-01
-- as_of: 2026-03-31
-- metrics: collection_completion_rate_count
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-02-01', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-02-15', 100.00, 'cash', 'reversal', 'customer', 'X1', 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P1', 'waiver', DATE '2026-02-10', 0, 0),
  ('P1', 'death_claim', DATE '2026-02-20', 0, 0);
SELECT told AS actual, 'nothing' AS expected FROM by_company;
