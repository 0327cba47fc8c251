DELETE FROM facts_built WHERE file = $file
