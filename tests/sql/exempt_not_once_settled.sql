-- Settled the day before the event: not exempt.
-- period: 2026-03
INSERT INTO payments (payment_id, due_id, paid_on, amount, method, status, funding, reverses_payment_id, file_no, file_row)
VALUES ('X1', 'D1', DATE '2026-02-09', 100.00, 'cash', 'success', 'customer', NULL, 0, 0);
INSERT INTO policy_events VALUES ('P1', 'death_claim', DATE '2026-02-10', NULL, NULL, 0, 0);
SELECT COUNT(*) AS actual, 1 AS expected FROM run_items;
