-- What is found for the payments that are looked for: of those without an item or without a payment to take back nothing.
CREATE OR REPLACE TEMP TABLE found_payments (payment_id VARCHAR, due_id VARCHAR, reverses_payment_id VARCHAR)
