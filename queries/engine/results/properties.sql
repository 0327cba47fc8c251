-- What each slice is.
SELECT slice_key, product_line, channel, premium_mode, customer_class
FROM facts.slices
