-- What keys of items are made with, so that nobody who sees one can tell whose it is: the first file that was loaded, which
-- is the same after a rebuild and known to who has the archive alone.
SELECT sha256 AS key
FROM files
ORDER BY file_no
LIMIT 1
