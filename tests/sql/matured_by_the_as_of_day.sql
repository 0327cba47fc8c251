-- Grace that has not ended by the as-of day is not matured; that day itself ends it.
-- period: 2026-03
-- as_of: 2026-03-20
-- metrics: renewal_rate_premium
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-01-19', 4, 10.00, 'S1', NULL, 0, 0);
SELECT told AS actual, 'renewal_rate_premium 0/10' AS expected FROM by_company;
