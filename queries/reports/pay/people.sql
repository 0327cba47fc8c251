-- Who took part in the runs, by scope: with the team and branch that the run paid them in.
CREATE OR REPLACE TEMP TABLE report_pay_people AS
SELECT s.scope_no, p.*
FROM report_pay_runs AS r
INNER JOIN incentive_people AS p ON p.run_no = r.run_no
INNER JOIN report_scopes AS s
  ON s.level = 'company' OR (s.level = 'branch' AND s.branch_id = p.branch_id)
    OR (s.level = 'team' AND s.team_id = p.team_id)
    OR (s.level = 'specialist' AND s.specialist_id = p.specialist_id)
