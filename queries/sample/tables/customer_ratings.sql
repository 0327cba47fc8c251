-- Dated ratings of customers: three of five were rated in the window, as their own columns say or, one in six, with a mark that
-- changed since; one of four of them a second time, when willingness shows. The earliest are more than a year old at the end.
-- order: rated_on, customer_id
CREATE TABLE customer_ratings AS
WITH rated AS (
    SELECT
        c.*,
        n.turn,
        hash(xor(hash(n.turn), c.customer_key)) AS rating_key,
        s.window_from,
        s.until_on
    FROM sample_customers AS c
    CROSS JOIN (VALUES (1, 0.60), (2, 0.15)) AS n (turn, share)
    CROSS JOIN sample_settings AS s
    WHERE sample_u('rated', hash(xor(hash(n.turn), c.customer_key))) < n.share
),
drawn AS (
    SELECT
        *,
        window_from + CAST(floor((until_on - window_from + 1) * sample_u('rated on', rating_key)) AS INTEGER) AS rated_on,
        sample_u('changed', rating_key) < CASE turn WHEN 1 THEN 0.16 ELSE 0.5 END AS is_changed,
        CASE WHEN good > 0 THEN 'good' ELSE 'fair' END AS shown
    FROM rated
)
SELECT
    printf('C%08d', d.customer_no) AS customer_id,
    d.rated_on,
    d.economic,
    d.awareness,
    CASE WHEN d.is_changed THEN d.shown ELSE d.attitude END AS attitude,
    printf('S%05d', CASE WHEN d.next_from <= d.rated_on THEN d.next_no ELSE d.specialist_no END) AS rated_by
FROM drawn AS d
WHERE NOT EXISTS (
    SELECT 1 FROM drawn AS o WHERE o.customer_no = d.customer_no AND o.rated_on = d.rated_on AND o.turn < d.turn
);
