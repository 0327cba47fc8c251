-- After the period payments still count, but the reference day stays its last: a later handover changes nothing, and the
-- current month ended with the month.
-- period: 2026-01
-- as_of: 2026-03-01
-- metrics: collection_completion_rate, current_month_rate
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-02-15', 100.00, 'cash', 'success', 'customer', NULL, 0, 0);
INSERT INTO ownership (due_id, specialist_id, from_on, file_no, file_row)
VALUES ('D1', 'S2', DATE '2026-02-01', 0, 0);
SELECT told AS actual, 'S1: collection_completion_rate 100/100, current_month_rate 0/100' AS expected FROM by_specialist;
