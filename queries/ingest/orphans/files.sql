-- The ledger of their files follows; a row that had only changed an earlier one counts as inserted here.
UPDATE files
SET accepted = accepted - o.gone, rejected = rejected + o.gone, inserted = inserted - o.gone
FROM (SELECT file_no, count(*) AS gone FROM orphans GROUP BY file_no) AS o
WHERE files.file_no = o.file_no
