-- One open assignment from the day of hire for most. The mover has two that touch, the absent one two with ten weeks between
-- them, the leaver's ends with the last day of work.
-- order: specialist_id, valid_from
CREATE TABLE assignments AS
WITH turns AS (
    SELECT
        p.*,
        CASE
            WHEN p.role = 'mover' AND s.teams > 1 THEN CAST(s.until_month - to_months(8) AS DATE)
            WHEN p.role = 'absent' THEN CAST(s.until_month - to_months(7) AS DATE)
        END AS turn_on,
        CASE WHEN p.role = 'mover' THEN p.team_no % s.teams + 1 ELSE p.team_no END AS later_team_no
    FROM sample_specialists AS p
    CROSS JOIN sample_settings AS s
),
intervals AS (
    SELECT specialist_id, team_no, hired_on AS valid_from, coalesce(turn_on, left_on + 1) AS valid_to
    FROM turns
    UNION ALL
    SELECT specialist_id, later_team_no, turn_on + CASE WHEN role = 'absent' THEN 71 ELSE 0 END, CAST(NULL AS DATE)
    FROM turns
    WHERE turn_on IS NOT NULL
)
SELECT i.specialist_id, t.team_id, i.valid_from, i.valid_to
FROM intervals AS i
JOIN sample_teams AS t USING (team_no);
