-- The properties, in the order of the table they go to.
SELECT slice_key, product_line, channel, premium_mode, customer_class
FROM read_parquet($files)
