-- Who can take over in each team: the members who stay (successors of a leaver, helpers) and those who joined lately (they
-- receive a part of the others' customers). A team without one of its own borrows from the whole company, whose list is
-- only set beside the teams once each is one row: a large company's would not fit into memory many times.
CREATE TABLE sample_rosters AS
WITH everybody AS (
    SELECT list(specialist_no ORDER BY specialist_no) AS stable
    FROM sample_specialists
    WHERE role NOT IN ('leaver', 'newcomer', 'joiner', 'tiny')
),
teams AS (
    SELECT
        t.team_no,
        list(p.specialist_no ORDER BY p.specialist_no) FILTER (p.role NOT IN ('leaver', 'newcomer', 'joiner', 'tiny'))
            AS stable,
        list(p.specialist_no ORDER BY p.specialist_no) FILTER (p.role IN ('newcomer', 'joiner')) AS joiners
    FROM sample_teams AS t
    LEFT JOIN sample_specialists AS p USING (team_no)
    GROUP BY t.team_no
)
SELECT t.team_no, coalesce(t.stable, e.stable) AS stable, t.joiners
FROM teams AS t
CROSS JOIN everybody AS e;
