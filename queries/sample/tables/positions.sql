-- What everybody is from when to when. A position ends where the person changes team, is promoted (before the history begins),
-- or is given a raise on 1 January of the last year; it ends with the last day of work. The first of the members who stay leads
-- the team, the leader of a branch's first team the other leaders of the branch.
-- order: specialist_id, valid_from
CREATE TABLE positions AS
WITH leaders AS (
    SELECT t.team_no, t.branch_no, r.stable[1] AS leader_no, min(t.team_no) OVER (PARTITION BY t.branch_no) AS first_no
    FROM sample_teams AS t
    JOIN sample_rosters AS r USING (team_no)
),
placed AS (
    SELECT
        a.specialist_id,
        t.team_no,
        a.valid_from,
        coalesce(lead(a.valid_from) OVER (PARTITION BY a.specialist_id ORDER BY a.valid_from), a.valid_to) AS valid_to
    FROM assignments AS a
    JOIN sample_teams AS t USING (team_id)
),
days AS (
    SELECT specialist_id, valid_from AS from_on FROM placed
    UNION
    SELECT p.specialist_id, CAST(date_trunc('year', s.until_on) AS DATE)
    FROM placed AS p
    CROSS JOIN sample_settings AS s
    UNION
    SELECT p.specialist_id, p.hired_on + CAST(datediff('day', p.hired_on, s.history_from) * 0.45 AS INTEGER)
    FROM sample_specialists AS p
    JOIN specialists AS g USING (specialist_id)
    CROSS JOIN sample_settings AS s
    WHERE g.grade <> 'junior' AND p.hired_on < s.history_from
),
spans AS (
    SELECT
        d.specialist_id,
        p.team_no,
        d.from_on,
        p.valid_to,
        row_number() OVER (PARTITION BY d.specialist_id ORDER BY d.from_on) AS place,
        lead(d.from_on) OVER (PARTITION BY d.specialist_id ORDER BY d.from_on) AS next_on
    FROM days AS d
    JOIN placed AS p
        ON p.specialist_id = d.specialist_id AND p.valid_from <= d.from_on AND d.from_on < coalesce(p.valid_to, d.from_on + 1)
),
graded AS (
    SELECT
        s.*,
        o.specialist_no,
        o.role AS kind,
        CASE
            WHEN s.place = 1 AND g.grade = 'senior' THEN 'middle'
            WHEN s.place = 1 AND g.grade = 'middle' THEN 'junior'
            ELSE g.grade
        END AS grade,
        s.from_on >= CAST(date_trunc('year', e.until_on) AS DATE) AS is_raised
    FROM spans AS s
    JOIN sample_specialists AS o USING (specialist_id)
    JOIN specialists AS g USING (specialist_id)
    CROSS JOIN sample_settings AS e
),
paid AS (
    SELECT
        *,
        CASE grade WHEN 'senior' THEN 6800 WHEN 'middle' THEN 5200 ELSE 4000 END + CASE WHEN is_raised THEN 200 ELSE 0 END AS base
    FROM graded
)
SELECT
    p.specialist_id,
    p.from_on AS valid_from,
    coalesce(least(p.next_on, p.valid_to), p.next_on, p.valid_to) AS valid_to,
    p.grade,
    CASE WHEN l.leader_no = p.specialist_no THEN '团队主管' ELSE '续收专员' END AS role,
    CASE
        WHEN l.leader_no <> p.specialist_no THEN printf('S%05d', l.leader_no)
        WHEN h.leader_no <> p.specialist_no THEN printf('S%05d', h.leader_no)
    END AS leader_id,
    CAST(p.base AS DECIMAL(18, 2)) AS base,
    CAST(p.base // 2 AS DECIMAL(18, 2)) AS target_pay,
    'C' || t.team_id AS cost_centre,
    CASE WHEN p.kind = 'tiny' THEN 0.5 ELSE 1.0 END AS working_share
FROM paid AS p
JOIN sample_teams AS t USING (team_no)
JOIN leaders AS l USING (team_no)
JOIN leaders AS h ON h.team_no = l.first_no;
