-- Rows that waited and join now are accepted after all: the ledger of their files follows.
UPDATE files
SET
  accepted = accepted + j.ready,
  rejected = rejected - j.ready,
  inserted = inserted + j.ready - j.changed - j.unchanged,
  changed = files.changed + j.changed,
  unchanged = files.unchanged + j.unchanged
FROM (
  SELECT
    i.file_no,
    count(*) AS ready,
    count(*) FILTER (NOT m.is_same) AS changed,
    count(*) FILTER (m.is_same) AS unchanged
  FROM incoming AS i
  LEFT JOIN matches AS m ON m.file_no = i.file_no AND m.file_row = i.file_row
  GROUP BY i.file_no
) AS j
WHERE files.file_no = j.file_no
