-- The value tiers of the report's period and of the one before.
CREATE OR REPLACE TEMP TABLE report_tiers AS
SELECT period_no, customer_key, tier
FROM run_customer_tiers
WHERE period_no IN ($period_no, $previous_no)
