-- A file of facts no longer counts as built.
DELETE FROM facts_built WHERE file = $file
