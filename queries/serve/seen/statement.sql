-- The statement of a person for a period, as its page.
SELECT s.period, s.amount, s.page
FROM statements AS s
WHERE s.specialist_id = $viewer_id AND $viewer_level = 'specialist' AND s.period = $period
ORDER BY s.first_on
