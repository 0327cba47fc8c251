-- Portfolios of different size: each specialist holds some of the slots among which customers are drawn. Most hold 34 to 50,
-- the tiny ones one, and those who joined lately none: they are given customers when they come.
CREATE TABLE sample_owner_slots AS
WITH slots AS (
    SELECT
        specialist_no,
        unnest(generate_series(1, CASE
            WHEN role = 'tiny' THEN 1
            WHEN role IN ('newcomer', 'joiner') THEN 0
            ELSE sample_int(34, 50, sample_u('portfolio', specialist_key))
        END)) AS slot
    FROM sample_specialists
)
SELECT row_number() OVER (ORDER BY specialist_no, slot) - 1 AS slot_no, specialist_no
FROM slots;
