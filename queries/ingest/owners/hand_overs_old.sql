-- The hand-overs that stand and came from lists.
CREATE OR REPLACE TEMP TABLE hand_overs_old AS
SELECT w.due_id, w.specialist_id, w.from_on, w.file_no, w.file_row
FROM main.ownership AS w
WHERE w.file_no IN (SELECT file_no FROM files WHERE month_on IS NOT NULL)
