-- All patterns, in the order of their features: sums of them are the same on every machine.
SELECT *
FROM risk_patterns
ORDER BY pattern_no
