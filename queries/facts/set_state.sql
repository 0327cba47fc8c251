INSERT INTO facts_state (fingerprint) VALUES ($fingerprint)
