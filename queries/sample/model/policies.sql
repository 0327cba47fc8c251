-- Policies: product, channel, issue date, mode and premium, and what they bring into the payment model (good, in logits).
--
-- Premiums are log-normal, in thousands for large savings policies, hundreds for small ones, to the yuan where the price
-- follows age. An instalment costs a little more than its part of the year (52 %, 26.5 %, 9 %) and annual_premium is the sum
-- of a year's instalments. Payment lasts at least into the history, as the extract holds policies still to be collected. Three
-- of four customers have authorised bank debit, and it is what keeps small instalments paid.
CREATE TABLE sample_policies AS
WITH numbered AS (
    SELECT
        n.policy_no,
        hash(xor(xor(s.seed_key, hash('policy')), CAST(n.policy_no AS UBIGINT))) AS policy_key,
        s.customers,
        s.until_on,
        s.until_month,
        s.history_from,
        i.issue_slots,
        g.product_slots
    FROM sample_settings AS s, range(1, s.policies + 1) AS n(policy_no),
        (SELECT count(*) AS issue_slots FROM sample_issue_slots) AS i,
        (SELECT count(*) AS product_slots FROM sample_product_slots) AS g
),
drawn AS (
    SELECT
        *,
        CAST(floor(sample_u('issued', policy_key) * issue_slots) AS BIGINT) AS issue_slot,
        CAST(floor(sample_u('product', policy_key) * product_slots) AS BIGINT) AS product_slot
    FROM numbered
),
placed AS (
    SELECT
        n.*,
        CASE
            WHEN n.policy_no <= n.customers THEN n.policy_no
            ELSE 1 + CAST(floor(sample_u('customer', n.policy_key) * n.customers) AS BIGINT)
        END AS customer_no,
        least(n.until_on, i.issue_month
            + sample_int(0, day(last_day(i.issue_month)) - 1, sample_u('issue day', n.policy_key))) AS issued_on,
        g.channel,
        g.product_code AS slot_product,
        sample_u('mode', n.policy_key) AS mode_draw
    FROM drawn AS n
    JOIN sample_issue_slots AS i ON i.slot_no = n.issue_slot
    JOIN sample_product_slots AS g ON g.slot_no = n.product_slot
),
chosen AS (
    SELECT
        p.*,
        CASE
            WHEN p.issued_on < date_trunc('year', p.until_month) - INTERVAL 1 YEAR
                THEN coalesce(s.successor_of, p.slot_product)
            ELSE p.slot_product
        END AS product_code,
        CASE
            WHEN p.mode_draw < (CASE p.channel WHEN 'bancassurance' THEN 0.98 WHEN 'agency' THEN 0.91 WHEN 'online' THEN 0.76
                ELSE 0.88 END) THEN 1
            ELSE sample_pick([12, 12, 4, 2], sample_u('instalments', p.policy_key))
        END AS per_year
    FROM placed AS p
    JOIN sample_products AS s ON s.product_code = p.slot_product
),
priced AS (
    SELECT
        c.*,
        d.product_name,
        d.product_line,
        d.participating,
        d.effect,
        CASE
            WHEN c.issued_on + to_years(sample_pick(d.payment_years, sample_u('years', c.policy_key))) <= c.history_from THEN 10
            ELSE sample_pick(d.payment_years, sample_u('years', c.policy_key))
        END AS payment_years,
        least(600000.0, d.premium * exp(d.spread * sample_z('premium', c.policy_key))) AS raw
    FROM chosen AS c
    JOIN sample_products AS d USING (product_code)
),
rounded AS (
    SELECT
        *,
        CASE
            WHEN product_line IN ('重疾险', '健康险', '意外险') THEN round(raw)
            WHEN raw >= 10000 THEN round(raw / 1000) * 1000
            ELSE greatest(round(raw / 100) * 100, 500)
        END AS base
    FROM priced
),
instalments AS (
    SELECT
        *,
        CAST(round(base * CASE per_year WHEN 12 THEN 0.09 WHEN 4 THEN 0.265 WHEN 2 THEN 0.52 ELSE 1.0 END, 2)
            AS DECIMAL(18, 2)) AS amount_due,
        sample_u('debit', policy_key) < CASE WHEN per_year = 12 THEN 0.96 ELSE 0.76 END AS by_debit
    FROM rounded
)
SELECT
    i.policy_no,
    i.policy_key,
    i.customer_no,
    -- Nineteen digits: company, issue year, branch of first service, then a permutation of the serial number.
    printf('86%04d%04d%09d', year(i.issued_on), t.branch_no, (i.policy_no * 48271 + 716354) % 999999937) AS policy_id,
    i.product_code,
    i.product_name,
    i.product_line,
    i.participating,
    i.channel,
    i.issued_on,
    CAST(i.per_year AS INTEGER) AS per_year,
    i.amount_due,
    CAST(i.payment_years AS INTEGER) AS payment_years,
    i.by_debit,
    c.specialist_no,
    c.next_no,
    c.next_from,
    t.branch_no,
    c.good + i.effect
        + CASE i.channel WHEN 'bancassurance' THEN 0.12 WHEN 'online' THEN -0.30 WHEN 'group' THEN 0.35 WHEN 'broker' THEN -0.08
            ELSE 0.0 END
        + CASE i.per_year WHEN 12 THEN 2.0 WHEN 4 THEN 1.1 WHEN 2 THEN 0.45 ELSE 0.0 END
        + CASE WHEN i.by_debit THEN 0.10 ELSE -0.35 END AS good
FROM instalments AS i
JOIN sample_customers AS c USING (customer_no)
JOIN sample_specialists AS p USING (specialist_no)
JOIN sample_teams AS t USING (team_no);
