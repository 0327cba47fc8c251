-- Posts a run into the ledger: its rows follow.
INSERT INTO incentive_postings VALUES (
  $posting_no, $kind, $plan_id, $period, $first_on, $run_no, $posted_in, $by_name
)
