-- The number of the next posting.
SELECT COALESCE(MAX(posting_no), 0) + 1 AS posting_no FROM incentive_postings
