-- Stage counts calendar months: due in January, seen in March, is 2 (宽末).
-- period: 2026-03-01
SELECT stage AS actual, 2 AS expected FROM run_items;
