-- All hand-overs that came from lists go,
DELETE FROM main.ownership WHERE file_no IN (SELECT file_no FROM files WHERE month_on IS NOT NULL)
