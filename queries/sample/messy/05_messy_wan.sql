-- An amount in units of 10,000 (万元), exact.
CREATE MACRO messy_wan(amount) AS messy_short(CAST(CAST(amount AS DECIMAL(18, 2)) * CAST(0.0001 AS DECIMAL(5, 4)) AS VARCHAR))
