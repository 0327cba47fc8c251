-- A run of pay and whether it has a review, for who may see those of the whole company.
SELECT
  r.run_no, r.plan_id, r.plan_title, r.period, r.as_of, r.people, r.total, r.to_pay, r.currency, r.state, r.approved_by, r.results,
  w.run_no AS review_no
FROM runs AS r
LEFT JOIN run_reviews AS w ON w.run_no = r.run_no
WHERE $viewer_level = 'company' AND $viewer_id = 'company' AND r.run_no = $run
