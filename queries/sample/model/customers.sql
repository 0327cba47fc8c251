-- Customers: who serves them (and who takes over, from when), how willing they are to pay (good, in logits) and the three
-- judgements of the customer class, which follow willingness loosely. Every twelfth class is incomplete.
CREATE TABLE sample_customers AS
WITH numbered AS (
    SELECT
        n.customer_no,
        hash(xor(xor(s.seed_key, hash('customer')), CAST(n.customer_no AS UBIGINT))) AS customer_key,
        o.slots
    FROM sample_settings AS s, range(1, s.customers + 1) AS n(customer_no), (SELECT count(*) AS slots FROM sample_owner_slots) AS o
),
drawn AS (
    SELECT *, CAST(floor(sample_u('owner', customer_key) * slots) AS BIGINT) AS slot_no
    FROM numbered
),
served AS (
    SELECT
        n.*,
        o.specialist_no,
        r.stable,
        r.joiners,
        p.role,
        p.left_on,
        sample_z('willing', n.customer_key) AS willing
    FROM drawn AS n
    JOIN sample_owner_slots AS o USING (slot_no)
    JOIN sample_specialists AS p USING (specialist_no)
    JOIN sample_rosters AS r USING (team_no)
),
handed AS (
    SELECT
        *,
        CASE
            WHEN role = 'leaver' THEN sample_pick(stable, sample_u('successor', customer_key))
            WHEN role <> 'tiny' AND sample_u('given away', customer_key) < 0.24
                THEN sample_pick(joiners, sample_u('successor', customer_key))
        END AS next_no
    FROM served
)
SELECT
    h.customer_no,
    h.customer_key,
    h.specialist_no,
    h.next_no,
    CASE WHEN h.next_no IS NOT NULL THEN coalesce(h.left_on, n.hired_on) + 1 END AS next_from,
    0.55 * h.willing AS good,
    CASE WHEN sample_u('no economic', h.customer_key) >= 0.04 THEN
        CASE WHEN 0.5 * h.willing + sample_z('economic', h.customer_key) > -0.35 THEN 'good' ELSE 'fair' END END AS economic,
    CASE WHEN sample_u('no awareness', h.customer_key) >= 0.03 THEN
        CASE WHEN 0.6 * h.willing + sample_z('awareness', h.customer_key) > 0.05 THEN 'strong' ELSE 'fair' END END AS awareness,
    CASE WHEN sample_u('no attitude', h.customer_key) >= 0.02 THEN
        CASE WHEN 0.7 * h.willing + sample_z('attitude', h.customer_key) > -0.55 THEN 'good' ELSE 'fair' END END AS attitude
FROM handed AS h
LEFT JOIN sample_specialists AS n ON n.specialist_no = h.next_no;
