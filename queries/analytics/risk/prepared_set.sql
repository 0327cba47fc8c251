-- Says what they were made of.
CREATE OR REPLACE TEMP TABLE risk_prepared AS
SELECT
  CAST($as_of AS DATE) AS as_of,
  (SELECT STRING_AGG(b.fingerprint, ' ' ORDER BY b.file) FROM facts_built AS b) AS facts,
  $settings AS settings
