-- Before anything is due the policy belongs to the owner of its first item, handovers included.
-- period: 2026-01
-- metrics: churn_rate
INSERT INTO policies (policy_id, customer_id, product_code, product_line, channel, issued_on, premium_mode, annual_premium, file_no, file_row)
VALUES ('P2', 'C1', 'x', '年金', 'agency', DATE '2025-12-20', 'annual', 100.00, 0, 0);
INSERT INTO due_items (due_id, policy_id, due_on, due_no, amount_due, specialist_id, grace_days, file_no, file_row)
VALUES ('D3', 'P2', DATE '2026-03-15', 3, 10.00, 'S1', NULL, 0, 0),
  ('D2', 'P2', DATE '2026-02-15', 2, 10.00, 'S1', NULL, 0, 0);
INSERT INTO ownership (due_id, specialist_id, from_on, file_no, file_row)
VALUES ('D2', 'S2', DATE '2026-01-10', 0, 0);
SELECT told AS actual, 'S1: churn_rate 0/1; S2: churn_rate 0/1' AS expected FROM by_specialist;
