-- What was said of these bytes at this path before.
DELETE FROM readings WHERE sha256 = $sha256 AND path = $path
