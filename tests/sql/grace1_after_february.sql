-- Due on the last day of February: the month after ends on 31 March, not on the 28th.
-- period: 2026-03
-- metrics: grace1_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-02-28', 4, 10.00, 'S1', NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D2', DATE '2026-03-31', 10.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'grace1_rate 10/10' AS expected FROM by_company;
