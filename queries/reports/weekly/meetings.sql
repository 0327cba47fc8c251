-- zh: 会议
-- en: Meetings
-- note_zh: 本周召开的会议：到会人数与当日所在单位的在职专员人数（会议可有他人到会）、纪要，及会上定下的事项截至数据日完成几项。
-- note_en: Meetings held in the week: how many attended, how many specialists the unit had on that day (others may come too), the minutes,
--    and how many of the actions agreed on are done by the as-of day.
-- kind: table
-- show: folded
-- needs: meetings
-- when_empty: leave_out
-- columns: held_on, kind, unit, attended, members, minutes, actions, done
-- formats: date, word:meeting, word:unit, some, count, prose, count, count
-- columns_zh: 日期, 会议, 单位, 到会, 在职专员, 纪要, 待办事项, 已完成
-- columns_en: Held on, Meeting, Unit, Attended, Specialists, Minutes, Actions, Done
WITH held AS (
  SELECT m.meeting_id, m.on_day, m.kind, m.attended, m.minutes, u.unit, u.branch_id, u.team_id
  FROM main.meetings AS m
  INNER JOIN report_meeting_units AS u ON u.scope = m.scope AND u.scope_id = m.scope_id
  WHERE m.on_day BETWEEN $first_on AND $reference_on
),
present AS (
  SELECT h.meeting_id, COUNT(DISTINCT a.specialist_id) AS members
  FROM held AS h
  INNER JOIN main.assignments AS a ON a.valid_from <= h.on_day AND (a.valid_to IS NULL OR h.on_day < a.valid_to)
  INNER JOIN main.teams AS t ON t.team_id = a.team_id
  INNER JOIN main.specialists AS s
    ON s.specialist_id = a.specialist_id AND s.hired_on <= h.on_day AND COALESCE(s.left_on >= h.on_day, TRUE)
  WHERE COALESCE(t.branch_id = h.branch_id, TRUE) AND COALESCE(t.team_id = h.team_id, TRUE)
  GROUP BY h.meeting_id
),
agreed AS (
  SELECT a.meeting_id, COUNT(*) AS actions, SUM(CASE WHEN a.done_on <= $as_of THEN 1 ELSE 0 END) AS done
  FROM main.meeting_actions AS a
  INNER JOIN held AS h ON h.meeting_id = a.meeting_id
  GROUP BY a.meeting_id
)
SELECT
  o.scope_no,
  h.on_day AS held_on,
  h.kind,
  h.unit,
  h.attended,
  COALESCE(p.members, 0) AS members,
  COALESCE(h.minutes, '') AS minutes,
  COALESCE(a.actions, 0) AS actions,
  COALESCE(a.done, 0) AS done
FROM held AS h
INNER JOIN report_scopes AS o
  ON o.level = 'company' OR o.level = 'branch' AND o.branch_id = h.branch_id OR o.level = 'team' AND o.team_id = h.team_id
LEFT JOIN present AS p ON p.meeting_id = h.meeting_id
LEFT JOIN agreed AS a ON a.meeting_id = h.meeting_id
ORDER BY o.scope_no, h.on_day, h.meeting_id
