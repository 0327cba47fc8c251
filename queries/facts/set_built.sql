INSERT INTO facts_built (file, fingerprint) VALUES ($file, $fingerprint)
