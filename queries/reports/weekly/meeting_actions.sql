-- zh: 会议待办
-- en: Open actions of meetings
-- note_zh: 会上定下、截至数据日尚未完成的事项，逾期最久者在前。
-- note_en: What meetings agreed on and is not done on the as-of day, the longest overdue first.
-- kind: table
-- show: folded
-- needs: meeting_actions, meetings
-- when_empty: leave_out
-- columns: held_on, kind, unit, text, owner, due_on, overdue
-- formats: date, word:meeting, word:unit, prose, text, date, count
-- columns_zh: 会议日期, 会议, 单位, 事项, 责任人, 期限, 逾期天数
-- columns_en: Held on, Meeting, Unit, What, Owner, Due on, Days overdue
SELECT
  o.scope_no,
  m.on_day AS held_on,
  m.kind,
  u.unit,
  a.text,
  COALESCE(s.specialist_name, a.owner) AS owner,
  a.due_on,
  CASE WHEN a.due_on < $reference_on THEN CAST($reference_on AS DATE) - a.due_on END AS overdue
FROM main.meeting_actions AS a
INNER JOIN main.meetings AS m ON m.meeting_id = a.meeting_id AND m.on_day <= $reference_on
INNER JOIN report_meeting_units AS u ON u.scope = m.scope AND u.scope_id = m.scope_id
INNER JOIN report_scopes AS o
  ON o.level = 'company' OR o.level = 'branch' AND o.branch_id = u.branch_id OR o.level = 'team' AND o.team_id = u.team_id
    OR o.level = 'specialist' AND o.specialist_id = a.owner
LEFT JOIN main.specialists AS s ON s.specialist_id = a.owner
WHERE COALESCE(a.done_on > $reference_on, TRUE)
ORDER BY o.scope_no, a.due_on, a.action_id
