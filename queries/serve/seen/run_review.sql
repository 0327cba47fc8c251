-- The review of a run of pay as its page, for who may see those of the whole company.
SELECT w.run_no, w.page
FROM run_reviews AS w
WHERE $viewer_level = 'company' AND $viewer_id = 'company' AND w.run_no = $run
