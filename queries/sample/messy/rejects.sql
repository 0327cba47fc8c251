-- Notes the rejects of one file.
INSERT INTO messy_rejects
SELECT CAST($place AS INTEGER), $file, r.line, $table, r.reason.key, r.reason.value
FROM (
    SELECT m.line, unnest(map_entries(f.reasons)) AS reason
    FROM messy_rows AS m
    JOIN messy_faults AS f USING (fault_no)
) AS r
