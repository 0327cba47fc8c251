-- The parts of a file that was read in this way before; `loaded_as` is the path under which a part was loaded, if it was.
SELECT
  r.*,
  (
    SELECT MIN_BY(f.path, f.file_no)
    FROM files AS f
    WHERE f.sha256 = r.sha256 AND f.mapping = r.mapping
  ) AS loaded_as
FROM readings AS r
WHERE r.sha256 = $sha256 AND r.path = $path AND r.recipe = $recipe
ORDER BY r.part_no
