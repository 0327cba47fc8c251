-- The statements of a person, the newest first.
SELECT s.period, s.as_of, s.amount, s.currency, s.plans
FROM statements AS s
WHERE s.specialist_id = $viewer_id AND $viewer_level = 'specialist'
ORDER BY s.first_on DESC
