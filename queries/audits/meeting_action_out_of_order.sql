-- severity: warning
-- zh: 期限或完成早于会议的会议待办
-- en: Actions due or done before their meeting
-- hint_zh: 核对会议日期、完成期限与完成日期
-- hint_en: compare the day of the meeting with the days due and done
SELECT a.action_id, a.meeting_id, m.on_day, a.due_on, a.done_on
FROM meeting_actions AS a
INNER JOIN meetings AS m ON m.meeting_id = a.meeting_id
WHERE a.due_on < m.on_day OR a.done_on < m.on_day
ORDER BY a.action_id
