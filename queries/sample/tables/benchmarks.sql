-- Benchmarks for every year of the window. They are made up, and their source says so (示例).
-- order: metric, scope, period, segment
CREATE TABLE benchmarks AS
WITH figures(metric, scope, name, value, segment, basis) AS (
    VALUES
        ('collection_completion_rate', 'industry', '行业', 0.790, NULL, 'premium'),
        ('collection_completion_rate_count', 'industry', '行业', 0.785, NULL, 'count'),
        ('renewal_rate', 'industry', '行业', 0.925, NULL, 'count'),
        ('renewal_rate', 'industry', '行业', 0.935, 'channel=bancassurance', 'count'),
        ('renewal_rate', 'industry', '行业', 0.920, 'channel=agency', 'count'),
        ('renewal_rate', 'industry', '行业', 0.890, 'channel=online', 'count'),
        ('renewal_rate', 'peer', '同业甲', 0.940, NULL, 'count'),
        ('renewal_rate_premium', 'industry', '行业', 0.930, NULL, 'premium'),
        ('current_month_rate', 'industry', '行业', 0.760, NULL, 'premium'),
        ('grace1_rate', 'industry', '行业', 0.885, NULL, 'premium'),
        ('grace_end_rate', 'industry', '行业', 0.935, NULL, 'premium'),
        ('current_month_rate_count', 'industry', '行业', 0.770, NULL, 'count'),
        ('grace1_rate_count', 'industry', '行业', 0.880, NULL, 'count'),
        ('grace_end_rate_count', 'industry', '行业', 0.930, NULL, 'count'),
        ('persistency_13_premium', 'industry', '行业', 0.900, NULL, 'premium'),
        ('persistency_13_count', 'industry', '行业', 0.885, NULL, 'count'),
        ('persistency_25_premium', 'industry', '行业', 0.860, NULL, 'premium'),
        ('persistency_37_premium', 'industry', '行业', 0.830, NULL, 'premium'),
        ('lapse_rate', 'industry', '行业', 0.075, NULL, 'count'),
        ('csat_score', 'industry', '行业', 4.20, NULL, NULL),
        ('nps', 'industry', '行业', 0.32, NULL, NULL),
        ('error_rate', 'industry', '行业', 0.0070, NULL, 'count'),
        ('debit_failure_rate', 'industry', '行业', 0.25, NULL, 'count')
)
SELECT
    f.metric,
    f.scope,
    f.name,
    CAST(y.year_no AS VARCHAR) AS period,
    CAST(f.value AS DECIMAL(18, 4)) AS value,
    f.segment,
    f.basis,
    '示例' AS source
FROM figures AS f
CROSS JOIN sample_settings AS s
CROSS JOIN generate_series(year(s.window_from), year(s.until_on)) AS y(year_no);
