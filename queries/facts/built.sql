-- What the kept facts were built from, file by file.
SELECT file, fingerprint FROM facts_built
