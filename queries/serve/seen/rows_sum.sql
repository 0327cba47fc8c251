-- What the rows behind a figure of a unit come to, those that count and those left out by reason.
SELECT e.reason, COUNT(*) AS found, SUM(e.numerator) AS numerator, SUM(e.denominator) AS denominator
FROM evidence_of AS o
INNER JOIN evidence AS e ON e.row_no = o.row_no
WHERE o.level = $viewer_level AND o.entity_id = $viewer_id AND o.metric = $metric AND o.period = $period
GROUP BY e.reason
ORDER BY e.reason IS NULL DESC, found DESC, e.reason
