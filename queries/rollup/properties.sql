-- The properties that sums are kept apart by: what each slice is.
CREATE OR REPLACE TEMP TABLE run_properties AS
SELECT slice_key, product_line, channel, premium_mode, customer_class
FROM facts.slices
