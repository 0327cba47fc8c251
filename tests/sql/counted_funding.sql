-- Customer, prepaid balance and repaid policy loan count as paid; policy loan and dividend do not.
-- period: 2026-01
-- metrics: collection_completion_rate
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-01-21', 10.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D1', DATE '2026-01-21', 20.00, 'cash', 'success', 'prepaid_balance', NULL, 0, 0),
  ('X3', 'D1', DATE '2026-01-21', 30.00, 'cash', 'success', 'policy_loan_repayment', NULL, 0, 0),
  ('X4', 'D1', DATE '2026-01-21', 5.00, 'cash', 'success', 'dividend', NULL, 0, 0),
  ('X5', 'D1', DATE '2026-01-21', 7.00, 'cash', 'success', 'policy_loan', NULL, 0, 0);
SELECT told AS actual, 'collection_completion_rate 60/100' AS expected FROM by_company;
