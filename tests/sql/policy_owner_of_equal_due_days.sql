-- Of two items due on one day the greater payment number decides.
-- period: 2026-01
-- metrics: churn_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D0', 'P1', DATE '2026-01-20', 4, 10.00, 'S2', NULL, 0, 0);
SELECT told AS actual, 'S2: churn_rate 0/1' AS expected FROM by_specialist;
