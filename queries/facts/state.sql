-- What the kept facts were built from; no row if they were never built.
SELECT fingerprint FROM facts_state
