-- What the slices are that sums are apart by; those of single customers, whose class changes, only where they are.
SELECT slice_key, product_line, channel, premium_mode, customer_class
FROM facts.slices
WHERE rated_key = 0 OR slice_key IN (SELECT slice_key FROM run_values)
