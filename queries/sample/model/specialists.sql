-- Specialists with what cannot be seen in a file but drives it: skill (effect on payment), diligence (how many contacts) and
-- service (what customers think of them). Of every 40, by number:
--   star (3, 17), struggling (9, 31), tiny (6, 24: a handful of policies, for low samples), newcomer (13: two months ago),
--   joiner (25: 14 months ago), leaver (22: left four months ago, items handed over), mover (27: changed team eight months
--   ago), absent (36: without team for ten weeks), namesake (38: the name of 15).
CREATE TABLE sample_specialists AS
WITH people AS (
    SELECT
        CAST(n.specialist_no AS INTEGER) AS specialist_no,
        CAST((n.specialist_no - 1) % s.teams + 1 AS INTEGER) AS team_no,
        hash(xor(xor(s.seed_key, hash('specialist')), CAST(n.specialist_no AS UBIGINT))) AS specialist_key,
        hash(xor(xor(s.seed_key, hash('specialist')),
            CAST(CASE WHEN n.specialist_no % 40 = 38 THEN n.specialist_no - 23 ELSE n.specialist_no END AS UBIGINT))) AS name_key,
        CASE n.specialist_no % 40
            WHEN 3 THEN 'star' WHEN 17 THEN 'star' WHEN 9 THEN 'struggling' WHEN 31 THEN 'struggling' WHEN 6 THEN 'tiny'
            WHEN 24 THEN 'tiny' WHEN 13 THEN 'newcomer' WHEN 25 THEN 'joiner' WHEN 22 THEN 'leaver' WHEN 27 THEN 'mover'
            WHEN 36 THEN 'absent' ELSE 'steady'
        END AS role,
        s.until_month,
        s.history_from
    FROM sample_settings AS s, generate_series(1, s.specialists) AS n(specialist_no)
)
SELECT
    p.specialist_no,
    p.team_no,
    p.specialist_key,
    p.role,
    printf('S%05d', p.specialist_no) AS specialist_id,
    sample_name(p.name_key) AS specialist_name,
    CASE p.role
        WHEN 'newcomer' THEN CAST(p.until_month - to_months(2) AS DATE) + 6
        WHEN 'joiner' THEN CAST(p.until_month - to_months(14) AS DATE) + 9
        ELSE p.history_from - sample_int(90, 3600, sample_u('hired', p.specialist_key))
    END AS hired_on,
    CASE WHEN p.role = 'leaver' THEN CAST(p.until_month - to_months(4) AS DATE) + 13 END AS left_on,
    CASE p.role
        WHEN 'star' THEN 0.60
        WHEN 'struggling' THEN -0.62
        WHEN 'newcomer' THEN -0.30
        ELSE least(0.42, greatest(-0.42, 0.20 * sample_z('skill', p.specialist_key)))
    END + t.effect AS skill,
    CASE p.role WHEN 'star' THEN 1.25 WHEN 'struggling' THEN 0.72 ELSE 1.0 END
        + 0.12 * sample_z('diligence', p.specialist_key) AS diligence,
    CASE p.role WHEN 'star' THEN 0.7 WHEN 'struggling' THEN -0.8 ELSE 0.0 END
        + 0.3 * sample_z('skill', p.specialist_key) + 0.3 * sample_z('service', p.specialist_key) AS service
FROM people AS p
JOIN sample_teams AS t USING (team_no);
