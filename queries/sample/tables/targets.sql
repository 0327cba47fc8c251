-- Targets for the window. The company sets month, quarter and year for the main metrics; branches and teams follow with their own
-- month, quarter and year, a little apart from the company's; people have monthly ones for what they are paid by. February asks
-- for less, January for more. Completion is asked for as of the last day: a month has less time to collect than a year.
-- order: scope, scope_id, metric, period
CREATE TABLE targets AS
WITH metrics(metric, month, quarter, year, season, for_team, for_person) AS (
    VALUES
        ('collection_completion_rate', 0.81, 0.89, 0.93, 1.0, true, true),
        ('collection_completion_rate_count', 0.81, 0.89, 0.93, 1.0, true, false),
        ('renewal_rate', 0.955, 0.955, 0.955, 0.3, true, true),
        ('renewal_rate_premium', 0.955, 0.955, 0.955, 0.3, true, false),
        ('current_month_rate', 0.81, 0.81, 0.81, 1.0, true, true),
        ('current_month_rate_count', 0.81, 0.81, 0.81, 1.0, true, false),
        ('grace1_rate', 0.92, 0.92, 0.92, 0.5, true, false),
        ('grace1_rate_count', 0.92, 0.92, 0.92, 0.5, true, false),
        ('grace_end_rate', 0.955, 0.955, 0.955, 0.3, true, true),
        ('grace_end_rate_count', 0.955, 0.955, 0.955, 0.3, true, false),
        ('persistency_13', 0.91, 0.91, 0.91, 0.0, false, false),
        ('persistency_25', 0.88, 0.88, 0.88, 0.0, false, false),
        ('csat_score', 4.30, 4.30, 4.30, 0.0, true, true),
        ('error_rate', 0.006, 0.006, 0.006, 0.0, true, false)
),
months AS (
    SELECT CAST(unnest(generate_series(s.window_from, s.until_month, INTERVAL 1 MONTH)) AS DATE) AS month_on
    FROM sample_settings AS s
),
periods AS (
    SELECT strftime(month_on, '%Y-%m') AS period, 'month' AS length,
        [0.01, -0.03, 0.005, 0, 0, 0.01, -0.005, -0.005, 0.005, 0, 0, 0.01][month(month_on)] AS season
    FROM months
    UNION ALL
    SELECT DISTINCT printf('%d-Q%d', year(month_on), quarter(month_on)), 'quarter', [-0.005, 0.005, 0.0, 0.005][quarter(month_on)]
    FROM months
    UNION ALL
    SELECT DISTINCT CAST(year(month_on) AS VARCHAR), 'year', 0.0 FROM months
),
scopes AS (
    SELECT 'company' AS scope, 'company' AS scope_id, hash(seed_key) AS scope_key FROM sample_settings
    UNION ALL
    SELECT DISTINCT 'branch', branch_id, hash(branch_id) FROM sample_teams
    UNION ALL
    SELECT 'team', team_id, hash(team_id) FROM sample_teams
    UNION ALL
    SELECT 'specialist', specialist_id, hash(team_no) FROM sample_specialists WHERE role NOT IN ('leaver', 'newcomer')
)
SELECT
    c.scope,
    c.scope_id,
    m.metric,
    p.period,
    CAST(round(CASE p.length WHEN 'month' THEN m.month WHEN 'quarter' THEN m.quarter ELSE m.year END
        + m.season * p.season
        + CASE WHEN c.scope = 'company' OR m.month > 1 OR m.month < 0.1 THEN 0
            ELSE sample_pick([-0.01, -0.005, 0, 0, 0.005, 0.01], sample_u('target', c.scope_key)) END, 4) AS DECIMAL(18, 4)) AS target
FROM scopes AS c
CROSS JOIN metrics AS m
CROSS JOIN periods AS p
WHERE c.scope IN ('company', 'branch')
    OR (c.scope = 'team' AND m.for_team)
    OR (c.scope = 'specialist' AND m.for_person AND p.length = 'month');
