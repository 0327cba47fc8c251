-- True if the tables of risk are there already, made of the same: the reports of an evening ask for the same day.
SELECT COUNT(*) > 0 AS is_prepared
FROM risk_prepared AS p
WHERE p.as_of = $as_of AND p.settings = $settings
  AND p.facts = (SELECT STRING_AGG(b.fingerprint, ' ' ORDER BY b.file) FROM facts_built AS b)
