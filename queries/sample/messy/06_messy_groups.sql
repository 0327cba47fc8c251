-- An amount of money that is not negative, with marks between thousands: 1,234.50.
CREATE MACRO messy_groups(amount) AS
    format('{:,}', CAST(trunc(amount) AS BIGINT)) || '.' || right(CAST(CAST(amount AS DECIMAL(18, 2)) AS VARCHAR), 2)
