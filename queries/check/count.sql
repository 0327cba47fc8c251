-- How many bad rows an audit finds.
SELECT COUNT(*) AS bad_rows FROM (
{{ inner }}
) AS found
