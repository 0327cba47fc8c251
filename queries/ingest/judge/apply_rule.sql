-- What a rule of queries/ingest/rules/ found, as reasons.
INSERT INTO reasons
SELECT file_no, file_row, column_name, raw_value, $rule, message, waits
FROM (
{{ inner }}
) AS found
