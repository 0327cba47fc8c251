-- The first bad rows, in the audit's own order.
SELECT * FROM (
{{ inner }}
) AS found
LIMIT $rows
