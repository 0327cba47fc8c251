-- How much of the book is in the sample: policies per 10,000.
SELECT (SELECT COUNT(*) FROM risk_sampled) * 10000 // GREATEST(COUNT(*), 1) AS share
FROM facts.policies
