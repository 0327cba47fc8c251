-- Six kinds of event exempt (1 + 2 + 4 + 8 + 16 + 32), the other five do not.
-- period: 2026-01
-- metrics: collection_completion_rate
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C1', 'x', '年金', 'agency', DATE '2024-01-20', 'annual', 100.00, 0, 0),
  ('P3', 'C1', 'x', '年金', 'agency', DATE '2024-01-20', 'annual', 100.00, 0, 0),
  ('P4', 'C1', 'x', '年金', 'agency', DATE '2024-01-20', 'annual', 100.00, 0, 0),
  ('P5', 'C1', 'x', '年金', 'agency', DATE '2024-01-20', 'annual', 100.00, 0, 0),
  ('P6', 'C1', 'x', '年金', 'agency', DATE '2024-01-20', 'annual', 100.00, 0, 0),
  ('P7', 'C1', 'x', '年金', 'agency', DATE '2024-01-20', 'annual', 100.00, 0, 0),
  ('P8', 'C1', 'x', '年金', 'agency', DATE '2024-01-20', 'annual', 100.00, 0, 0),
  ('P9', 'C1', 'x', '年金', 'agency', DATE '2024-01-20', 'annual', 100.00, 0, 0),
  ('P10', 'C1', 'x', '年金', 'agency', DATE '2024-01-20', 'annual', 100.00, 0, 0),
  ('P11', 'C1', 'x', '年金', 'agency', DATE '2024-01-20', 'annual', 100.00, 0, 0),
  ('P12', 'C1', 'x', '年金', 'agency', DATE '2024-01-20', 'annual', 100.00, 0, 0);
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P2', DATE '2026-01-20', 3, 1.00, 'S1', NULL, 0, 0),
  ('D3', 'P3', DATE '2026-01-20', 3, 2.00, 'S1', NULL, 0, 0),
  ('D4', 'P4', DATE '2026-01-20', 3, 4.00, 'S1', NULL, 0, 0),
  ('D5', 'P5', DATE '2026-01-20', 3, 8.00, 'S1', NULL, 0, 0),
  ('D6', 'P6', DATE '2026-01-20', 3, 16.00, 'S1', NULL, 0, 0),
  ('D7', 'P7', DATE '2026-01-20', 3, 32.00, 'S1', NULL, 0, 0),
  ('D8', 'P8', DATE '2026-01-20', 3, 64.00, 'S1', NULL, 0, 0),
  ('D9', 'P9', DATE '2026-01-20', 3, 128.00, 'S1', NULL, 0, 0),
  ('D10', 'P10', DATE '2026-01-20', 3, 256.00, 'S1', NULL, 0, 0),
  ('D11', 'P11', DATE '2026-01-20', 3, 512.00, 'S1', NULL, 0, 0),
  ('D12', 'P12', DATE '2026-01-20', 3, 1024.00, 'S1', NULL, 0, 0);
INSERT INTO policy_events (policy_id, kind, event_on, file_no, file_row)
VALUES ('P2', 'death_claim', DATE '2026-01-25', 0, 0),
  ('P3', 'maturity', DATE '2026-01-25', 0, 0),
  ('P4', 'waiver', DATE '2026-01-25', 0, 0),
  ('P5', 'free_look', DATE '2026-01-25', 0, 0),
  ('P6', 'rescission', DATE '2026-01-25', 0, 0),
  ('P7', 'transfer_out', DATE '2026-01-25', 0, 0),
  ('P8', 'reduced_paid_up', DATE '2026-01-25', 0, 0),
  ('P9', 'extended_term', DATE '2026-01-25', 0, 0),
  ('P10', 'surrender', DATE '2026-01-25', 0, 0),
  ('P11', 'lapse', DATE '2026-01-25', 0, 0),
  ('P12', 'reinstate', DATE '2026-01-25', 0, 0);
SELECT told AS actual, 'collection_completion_rate 0/2084' AS expected FROM by_company;
