-- Who belongs to each scope in each period: a specialist to the company, the branch and the team of the reference day.
CREATE OR REPLACE TEMP TABLE report_members AS
SELECT o.scope_no, s.*
FROM run_specialists AS s
CROSS JOIN report_scopes AS o
WHERE o.level = 'company'
UNION ALL
SELECT o.scope_no, s.*
FROM run_specialists AS s
INNER JOIN report_scopes AS o ON o.level = 'branch' AND o.branch_id = s.branch_id
UNION ALL
SELECT o.scope_no, s.*
FROM run_specialists AS s
INNER JOIN report_scopes AS o ON o.level = 'team' AND o.team_id = s.team_id
UNION ALL
SELECT o.scope_no, s.*
FROM run_specialists AS s
INNER JOIN report_scopes AS o ON o.level = 'specialist' AND o.specialist_id = s.specialist_id
