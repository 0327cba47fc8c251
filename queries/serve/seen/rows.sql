-- Rows behind a figure of a unit: those that count, then those left out; from the row after $after.
SELECT e.*
FROM evidence_of AS o
INNER JOIN evidence AS e ON e.row_no = o.row_no
WHERE o.level = $viewer_level AND o.entity_id = $viewer_id AND o.metric = $metric AND o.period = $period
  AND ($reason = '' OR e.reason = $reason)
ORDER BY e.row_no
LIMIT $most OFFSET $after
