-- The one file with parameters: what the caller asked for, and the dates and sizes that follow from it.
--
-- Windows, for 24 months up to June 2026:
--   window   2024-07..2026-06  activities, surveys, errors, complaints, collaborations, targets
--   history  2022-04..2026-06  due items, payments, policy events: 27 months more, so that a policy observed for
--                              37-month persistency in any of the last 13 months is there with every instalment since issue,
--                              and the reinstatement rate sees the lapses of the 24 months before
--   plan     ..2026-09         due items only, three months ahead: stages -2 and -1 and the worklists need them
-- Older policies are there from history_from on, as survivors. No fact lies after until_on.
--
-- Sizes: teams of about 4 (40 specialists) to 10 (600 and more), 2 to 50 branches, 100 policies on 74 customers.
CREATE TABLE sample_settings AS
WITH given AS (
    SELECT
        greatest(CAST($policies AS BIGINT), 1) AS policies,
        greatest(CAST($months AS INTEGER), 1) AS months,
        last_day(CAST($until_on AS DATE)) AS until_on,
        greatest(CAST($specialists AS INTEGER), 1) AS specialists,
        CAST($seed AS BIGINT) AS seed
),
sized AS (
    SELECT
        *,
        CAST(date_trunc('month', until_on) AS DATE) AS until_month,
        CAST(ceil(specialists / least(10.0, 4.0 + specialists / 100.0)) AS INTEGER) AS teams
    FROM given
)
SELECT
    policies,
    CAST(ceil(policies * 0.74) AS BIGINT) AS customers,
    specialists,
    teams,
    CAST(least(50, teams, greatest(2, ceil(teams * 0.4))) AS INTEGER) AS branches,
    months,
    until_on,
    until_month,
    CAST(until_month - to_months(months - 1) AS DATE) AS window_from,
    CAST(until_month - to_months(months + 26) AS DATE) AS history_from,
    last_day(CAST(until_month + to_months(3) AS DATE)) AS plan_until,
    hash(seed) AS seed_key
FROM sized;
