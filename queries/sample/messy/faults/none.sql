-- A table without faults.
SELECT 1 AS place, NULL AS n, MAP {'': ''} AS reasons, MAP {'': ''} AS cells
WHERE false
