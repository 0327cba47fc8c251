-- The day before, the policy still belongs to the owner of the item before.
-- period: 2026-01
-- as_of: 2026-01-19
-- metrics: churn_rate
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2025-01-20', 2, 10.00, 'S2', NULL, 0, 0);
SELECT told AS actual, 'S2: churn_rate 0/1' AS expected FROM by_specialist;
