-- Files that were read in this way before, with their sizes: what has another size is another file.
SELECT DISTINCT r.path, f.bytes
FROM readings AS r
INNER JOIN files AS f ON f.sha256 = r.sha256
WHERE r.recipe = $recipe
