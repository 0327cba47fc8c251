-- A handover on the reference day counts, one after it does not.
-- period: 2026-01
INSERT INTO due_items VALUES ('D2', 'P1', DATE '2026-01-21', 4, 100.00, 'S1', NULL, 0, 0);
INSERT INTO ownership VALUES ('D1', 'S2', DATE '2026-01-31', 0, 0), ('D2', 'S2', DATE '2026-02-01', 0, 0);
SELECT s.specialist_id AS actual, CASE i.due_no WHEN 3 THEN 'S2' ELSE 'S1' END AS expected
FROM run_items AS i INNER JOIN facts.specialists AS s ON s.specialist_key = i.specialist_key ORDER BY i.due_no;
