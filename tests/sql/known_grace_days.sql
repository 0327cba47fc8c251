-- Published: due 2024-04-20, 60 days of grace end on 2024-06-19, 67 days on 2024-06-26.
-- period: 2024-06
INSERT INTO due_items VALUES ('D60', 'P1', DATE '2024-04-20', 8, 10.00, 'S1', 60, 0, 0), ('D67', 'P1', DATE '2024-04-20', 9, 10.00, 'S1', 67, 0, 0);
SELECT CAST(grace_end_on AS VARCHAR) AS actual, CASE due_no WHEN 8 THEN '2024-06-19' ELSE '2024-06-26' END AS expected
FROM run_items WHERE is_matured ORDER BY due_no;
