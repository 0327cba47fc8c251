-- The first instalment of policy year 2 (3, 4) is number 2, 3, 5 or 13 (3, 5, 9, 25; 4, 7, 13, 37), by premium mode.
-- period: 2026-03
-- metrics: persistency_13_count, persistency_25_count, persistency_37_count
DELETE FROM due_items;
DELETE FROM policies;
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P13annual', 'C1', 'x', '年金', 'agency', DATE '2025-01-15', 'annual', 100.00, 0, 0),
  ('P13semiannual', 'C1', 'x', '年金', 'agency', DATE '2025-01-15', 'semiannual', 100.00, 0, 0),
  ('P13quarterly', 'C1', 'x', '年金', 'agency', DATE '2025-01-15', 'quarterly', 100.00, 0, 0),
  ('P13monthly', 'C1', 'x', '年金', 'agency', DATE '2025-01-15', 'monthly', 100.00, 0, 0),
  ('P25annual', 'C1', 'x', '年金', 'agency', DATE '2024-01-15', 'annual', 100.00, 0, 0),
  ('P25semiannual', 'C1', 'x', '年金', 'agency', DATE '2024-01-15', 'semiannual', 100.00, 0, 0),
  ('P25quarterly', 'C1', 'x', '年金', 'agency', DATE '2024-01-15', 'quarterly', 100.00, 0, 0),
  ('P25monthly', 'C1', 'x', '年金', 'agency', DATE '2024-01-15', 'monthly', 100.00, 0, 0),
  ('P37annual', 'C1', 'x', '年金', 'agency', DATE '2023-01-15', 'annual', 100.00, 0, 0),
  ('P37semiannual', 'C1', 'x', '年金', 'agency', DATE '2023-01-15', 'semiannual', 100.00, 0, 0),
  ('P37quarterly', 'C1', 'x', '年金', 'agency', DATE '2023-01-15', 'quarterly', 100.00, 0, 0),
  ('P37monthly', 'C1', 'x', '年金', 'agency', DATE '2023-01-15', 'monthly', 100.00, 0, 0);
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D13annual', 'P13annual', DATE '2026-01-15', 2, 10.00, 'S1', NULL, 0, 0),
  ('N13annual', 'P13annual', DATE '2026-01-15', 3, 10.00, 'S1', NULL, 0, 0),
  ('D13semiannual', 'P13semiannual', DATE '2026-01-15', 3, 10.00, 'S1', NULL, 0, 0),
  ('N13semiannual', 'P13semiannual', DATE '2026-01-15', 4, 10.00, 'S1', NULL, 0, 0),
  ('D13quarterly', 'P13quarterly', DATE '2026-01-15', 5, 10.00, 'S1', NULL, 0, 0),
  ('N13quarterly', 'P13quarterly', DATE '2026-01-15', 6, 10.00, 'S1', NULL, 0, 0),
  ('D13monthly', 'P13monthly', DATE '2026-01-15', 13, 10.00, 'S1', NULL, 0, 0),
  ('N13monthly', 'P13monthly', DATE '2026-01-15', 14, 10.00, 'S1', NULL, 0, 0),
  ('D25annual', 'P25annual', DATE '2026-01-15', 3, 10.00, 'S1', NULL, 0, 0),
  ('N25annual', 'P25annual', DATE '2026-01-15', 4, 10.00, 'S1', NULL, 0, 0),
  ('D25semiannual', 'P25semiannual', DATE '2026-01-15', 5, 10.00, 'S1', NULL, 0, 0),
  ('N25semiannual', 'P25semiannual', DATE '2026-01-15', 6, 10.00, 'S1', NULL, 0, 0),
  ('D25quarterly', 'P25quarterly', DATE '2026-01-15', 9, 10.00, 'S1', NULL, 0, 0),
  ('N25quarterly', 'P25quarterly', DATE '2026-01-15', 10, 10.00, 'S1', NULL, 0, 0),
  ('D25monthly', 'P25monthly', DATE '2026-01-15', 25, 10.00, 'S1', NULL, 0, 0),
  ('N25monthly', 'P25monthly', DATE '2026-01-15', 26, 10.00, 'S1', NULL, 0, 0),
  ('D37annual', 'P37annual', DATE '2026-01-15', 4, 10.00, 'S1', NULL, 0, 0),
  ('N37annual', 'P37annual', DATE '2026-01-15', 5, 10.00, 'S1', NULL, 0, 0),
  ('D37semiannual', 'P37semiannual', DATE '2026-01-15', 7, 10.00, 'S1', NULL, 0, 0),
  ('N37semiannual', 'P37semiannual', DATE '2026-01-15', 8, 10.00, 'S1', NULL, 0, 0),
  ('D37quarterly', 'P37quarterly', DATE '2026-01-15', 13, 10.00, 'S1', NULL, 0, 0),
  ('N37quarterly', 'P37quarterly', DATE '2026-01-15', 14, 10.00, 'S1', NULL, 0, 0),
  ('D37monthly', 'P37monthly', DATE '2026-01-15', 37, 10.00, 'S1', NULL, 0, 0),
  ('N37monthly', 'P37monthly', DATE '2026-01-15', 38, 10.00, 'S1', NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X13annual', 'D13annual', DATE '2026-01-15', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X13semiannual', 'D13semiannual', DATE '2026-01-15', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X13quarterly', 'D13quarterly', DATE '2026-01-15', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X13monthly', 'D13monthly', DATE '2026-01-15', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X25annual', 'D25annual', DATE '2026-01-15', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X25semiannual', 'D25semiannual', DATE '2026-01-15', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X25quarterly', 'D25quarterly', DATE '2026-01-15', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X25monthly', 'D25monthly', DATE '2026-01-15', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X37annual', 'D37annual', DATE '2026-01-15', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X37semiannual', 'D37semiannual', DATE '2026-01-15', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X37quarterly', 'D37quarterly', DATE '2026-01-15', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X37monthly', 'D37monthly', DATE '2026-01-15', 10.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'persistency_13_count 4/4; persistency_25_count 4/4; persistency_37_count 4/4' AS expected FROM by_company;
