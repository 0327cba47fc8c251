-- The runs of pay, for who may see those of the whole company.
SELECT r.run_no, r.plan_id, r.plan_title, r.period, r.as_of, r.people, r.to_pay, r.currency, r.state, r.approved_by, r.results
FROM runs AS r
WHERE $viewer_level = 'company' AND $viewer_id = 'company'
ORDER BY r.first_on DESC, r.plan_id, r.run_no DESC
