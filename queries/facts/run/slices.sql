-- The slices that are another on the reference day, because the customer's class of that day is: `dated_key`.
CREATE OR REPLACE TEMP TABLE run_slices AS
SELECT r.period_no, s.slice_key, d.slice_key AS dated_key
FROM facts.slices AS s
INNER JOIN facts.ratings AS g ON g.customer_key = s.rated_key
INNER JOIN run_periods AS r ON g.from_on <= r.reference_on AND r.reference_on < g.to_on
INNER JOIN facts.slices AS d
  ON d.product_line = s.product_line AND d.channel = s.channel AND d.premium_mode = s.premium_mode
    AND d.customer_class = g.customer_class AND d.rated_key = 0
WHERE s.rated_key > 0
