-- Due items are visible before their day.
-- period: 2026-01
-- as_of: 2026-01-10
-- metrics: collection_completion_rate_count
SELECT told AS actual, 'collection_completion_rate_count 0/1' AS expected FROM by_company;
