-- A number without the zeros at the end of its decimals: 1234.50 is 1234.5, 100.00 is 100.
CREATE MACRO messy_short(text) AS
    CASE WHEN contains(text, '.') THEN rtrim(rtrim(text, '0'), '.') ELSE text END
