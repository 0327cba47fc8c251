-- The faults of one table: which of them its file gets and where. Each is a copy of row `n` right behind it with the `cells`
-- changed (`*` is what the row has), to be rejected for `reasons`, column by rule; without `n` it goes behind any row.
--
-- Large files get the list several times. Of a small one it is cut: below 4 % of the rows, as more than 5 % (the setting
-- `max_reject_share`) would refuse the file. Rows that only refer to something unknown do not count.
CREATE OR REPLACE TEMP TABLE messy_faults AS
WITH found AS (
{{ inner }}
),
size AS (
    SELECT count(*) AS "rows", least(20, 1 + count(*) // 500) AS turns FROM sample_rows
),
turned AS (
    SELECT
        t.turn,
        f.place,
        CAST(coalesce(f.n, 1 + floor(
            (t.turn + sample_u('fault', hash(xor(hash(f.place), xor(hash(t.turn), g.seed_key))))) / s.turns * s."rows"
        )) AS BIGINT) AS n,
        f.reasons,
        f.cells,
        list_distinct(map_values(f.reasons)) = ['unknown_reference'] AS waits
    FROM found AS f
    CROSS JOIN size AS s
    CROSS JOIN sample_settings AS g
    CROSS JOIN generate_series(0, 19) AS t(turn)
    WHERE t.turn < s.turns AND (f.n IS NULL OR t.turn = 0)
),
counted AS (
    SELECT *, count(*) FILTER (NOT waits) OVER (ORDER BY turn, place) AS counting FROM turned
)
SELECT row_number() OVER (ORDER BY c.turn, c.place) AS fault_no, c.n, c.reasons, c.cells
FROM counted AS c
CROSS JOIN size AS s
WHERE c.n <= s."rows" AND (c.waits OR c.counting <= 0.04 * s."rows")
