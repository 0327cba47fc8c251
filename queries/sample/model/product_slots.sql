-- Channels by their share of the new business, and within each its mix of products: one slot per 1 of weight.
CREATE TABLE sample_product_slots AS
WITH channels AS (
    SELECT unnest(['agency', 'bancassurance', 'broker', 'online', 'group']) AS channel,
        unnest([46, 30, 8, 10, 6]) AS share,
        unnest([1, 2, 3, 4, 5]) AS place
),
slots AS (
    SELECT c.place, c.channel, p.product_code, unnest(generate_series(1, c.share * p.sold[c.place])) AS slot
    FROM channels AS c
    CROSS JOIN sample_products AS p
)
SELECT row_number() OVER (ORDER BY place, product_code, slot) - 1 AS slot_no, channel, product_code
FROM slots;
