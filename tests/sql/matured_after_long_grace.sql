-- Grace may be longer than the months a period otherwise looks back.
-- period: 2026-03
-- metrics: renewal_rate_premium
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2025-06-01', 4, 10.00, 'S1', 300, 0, 0);
SELECT told AS actual, 'renewal_rate_premium 0/110' AS expected FROM by_company;
