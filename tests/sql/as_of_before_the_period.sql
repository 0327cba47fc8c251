-- Before the period nothing after the as-of day is known, also not for "settled before the first day".
-- period: 2026-03
-- as_of: 2026-02-10
-- metrics: contact_coverage, collection_completion_rate_count
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D2', 'P1', DATE '2026-03-05', 4, 100.00, 'S1', NULL, 0, 0);
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-02-20', 100.00, 'cash', 'success', 'customer', NULL, 0, 0),
  ('X2', 'D2', DATE '2026-02-10', 100.00, 'cash', 'success', 'customer', NULL, 0, 0);
SELECT told AS actual, 'collection_completion_rate_count 1/1; contact_coverage 0/1' AS expected FROM by_company;
