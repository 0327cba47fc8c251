-- The policies in force at the end of the reference day of the report's period and of the one before.
CREATE OR REPLACE TEMP TABLE report_in_force AS
SELECT period_no, policy_key, customer_key, annual_premium
FROM run_in_force
WHERE period_no IN ($period_no, $previous_no)
