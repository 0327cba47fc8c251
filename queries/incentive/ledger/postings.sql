-- The postings of a plan: approvals and rebookings, in order.
SELECT * FROM incentive_postings WHERE plan_id = $plan_id ORDER BY posting_no
