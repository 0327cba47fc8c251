-- Ledger rows that no posting accounts for, and runs that are posted and not there.
SELECT
  (SELECT COUNT(*) FROM incentive_ledger AS l ANTI JOIN incentive_postings AS p ON p.posting_no = l.posting_no)
  + (SELECT COUNT(*) FROM incentive_postings AS p ANTI JOIN incentive_runs AS r ON r.run_no = p.run_no) AS loose
