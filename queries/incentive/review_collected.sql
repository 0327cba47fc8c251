-- Premium collected in the period: counted payments less reversals.
SELECT COALESCE(CAST(SUM(net_amount) AS DECIMAL(38, 2)), 0) AS amount
FROM facts.payments
WHERE paid_on BETWEEN $first_on AND $to_on
