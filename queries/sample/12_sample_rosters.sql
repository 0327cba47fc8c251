-- Who can take over in each team: the members who stay (successors of a leaver, helpers) and those who joined lately (they
-- receive a part of the others' customers). A team without one of its own borrows from the whole company.
CREATE TABLE sample_rosters AS
WITH everybody AS (
    SELECT list(specialist_no ORDER BY specialist_no) AS stable
    FROM sample_specialists
    WHERE role NOT IN ('leaver', 'newcomer', 'joiner', 'tiny')
)
SELECT
    t.team_no,
    coalesce(
        list(p.specialist_no ORDER BY p.specialist_no) FILTER (p.role NOT IN ('leaver', 'newcomer', 'joiner', 'tiny')),
        any_value(e.stable)) AS stable,
    list(p.specialist_no ORDER BY p.specialist_no) FILTER (p.role IN ('newcomer', 'joiner')) AS joiners
FROM sample_teams AS t
CROSS JOIN everybody AS e
LEFT JOIN sample_specialists AS p USING (team_no)
GROUP BY t.team_no;
