-- How each instalment would go, looked at alone: one latent number in [0, 1), small = paid early, large = never.
--
-- A uniform draw is shifted on the logit scale by everything that makes payment likelier: the policy and its customer, the
-- policy year (the second is the hardest, later ones settle), the season of the due month, a mild improvement over the years,
-- the skill of who serves it, and whether that person reaches the customer at all. The shifted number is read as the days from
-- the due date by the curve of an ordinary book:
--   before the due date, bank debit within two days, then customers who need a reminder (to day 19: the month; to day 44: the
--   next), a bump at the end of grace, automatic premium loans where the policy has cash value, and what is left at day 60:
--   lapses, some reinstated later. Whatever the latent number, one in 45 gives up in the second policy year.
CREATE TABLE sample_draws AS
WITH numbered AS (
    SELECT
        p.*,
        s.history_from,
        s.plan_until,
        s.until_month,
        unnest(range(
            greatest(1, datediff('month', p.issued_on, s.history_from) * p.per_year // 12),
            least(p.payment_years * p.per_year, datediff('month', p.issued_on, s.plan_until) * p.per_year // 12 + 1) + 1
        )) AS due_no
    FROM sample_policies AS p
    CROSS JOIN sample_settings AS s
),
dated AS (
    SELECT
        *,
        CAST(issued_on + to_months(CAST((due_no - 1) * (12 // per_year) AS INTEGER)) AS DATE) AS due_on,
        (due_no - 1) // per_year + 1 AS policy_year,
        hash(xor(policy_key, CAST(due_no AS UBIGINT))) AS item_key
    FROM numbered
),
served AS (
    SELECT
        d.*,
        o.skill,
        sample_u('reached', d.item_key) < 0.80 + 0.15 * o.skill + 0.12 * (o.diligence - 1.0) AS reached,
        sample_u('outcome', d.item_key) AS draw
    FROM dated AS d
    JOIN sample_specialists AS o
        ON o.specialist_no = CASE WHEN d.next_from <= d.due_on THEN d.next_no ELSE d.specialist_no END
    WHERE d.due_on BETWEEN d.history_from AND d.plan_until
),
shifted AS (
    SELECT
        *,
        draw / (draw + (1.0 - draw) * exp(
            0.33 + good + skill
            + CASE WHEN reached THEN 0.12 ELSE -0.45 END
            + CASE policy_year WHEN 1 THEN -0.10 WHEN 2 THEN -0.55 WHEN 3 THEN -0.20 WHEN 4 THEN 0.05
                ELSE least(0.50, 0.06 * policy_year) END
            - CASE WHEN due_no = 2 THEN 0.15 ELSE 0.0 END
            + [0.12, -0.24, 0.10, -0.02, 0.0, 0.08, -0.06, -0.06, 0.04, -0.03, 0.02, 0.12][month(due_on)]
            - 0.004 * datediff('month', due_on, until_month))) AS latent
    FROM served
),
timed AS (
    SELECT
        *,
        CASE
            WHEN due_no = 1 THEN 'paid'
            WHEN policy_year = 2 AND sample_u('gives up', item_key) < 0.022 / per_year THEN 'never'
            WHEN latent < 0.953 THEN 'paid'
            WHEN latent < 0.961 AND product_line IN ('终身寿险', '年金', '两全') THEN 'loan'
            WHEN latent < 0.961 THEN 'paid'
            WHEN latent < 0.973 THEN 'late'
            ELSE 'never'
        END AS outcome,
        CASE
            WHEN due_no = 1 THEN 0
            WHEN policy_year = 2 AND sample_u('gives up', item_key) < 0.022 / per_year THEN NULL
            WHEN latent < 0.07 THEN CAST(floor(latent / 0.07 * 12) AS INTEGER) - 12
            WHEN latent < 0.62 THEN sample_pick([0, 0, 0, 0, 0, 0, 0, 1, 1, 2], sample_u('debit day', item_key))
            WHEN latent < 0.80 THEN 3 + CAST(floor((latent - 0.62) / 0.18 * 17) AS INTEGER)
            WHEN latent < 0.895 THEN 20 + CAST(floor((latent - 0.80) / 0.095 * 25) AS INTEGER)
            WHEN latent < 0.930 THEN 45 + CAST(floor((latent - 0.895) / 0.035 * 11) AS INTEGER)
            WHEN latent < 0.961 THEN 56 + CAST(floor((latent - 0.930) / 0.031 * 5) AS INTEGER)
            WHEN latent < 0.973 THEN 62 + CAST(floor(500.0 * pow(sample_u('reinstated', item_key), 2.2)) AS INTEGER)
        END AS days
    FROM shifted
)
SELECT policy_no, CAST(due_no AS INTEGER) AS due_no, due_on, item_key, reached, outcome, CAST(days AS INTEGER) AS days
FROM timed;
