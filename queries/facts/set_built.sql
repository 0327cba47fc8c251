-- A file of facts is built, from this text and these data.
INSERT INTO facts_built (file, fingerprint) VALUES ($file, $fingerprint)
