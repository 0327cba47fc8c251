-- The files loaded, each once per run, in the order in which they were.
SELECT run_no, path, sha256, asked, replaces, empties, covers_to
FROM files
GROUP BY run_no, path, sha256, asked, replaces, empties, covers_to
ORDER BY min(file_no)
