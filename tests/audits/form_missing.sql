-- Unpaid 30 days into grace; the only review is of another item.
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-02-20', 4, 1.00, 'S1', NULL, 0, 0);
INSERT INTO service_reviews (review_id, form, due_id, specialist_id, issued_on, file_no, file_row)
VALUES ('R1', 'grace', 'D1', 'S1', DATE '2026-02-19', 0, 0);
