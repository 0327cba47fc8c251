-- zh: 辅导记录
-- en: Coaching notes
-- note_zh: 当月对本人的辅导；只在个人月报中列出。
-- note_en: Coaching of the month; in the person's own review only.
-- kind: table
-- show: folded
-- needs: coaching
-- when_empty: leave_out
-- columns: on_day, kind, coach, note
-- formats: date, word:coaching, text, prose
-- columns_zh: 日期, 方式, 辅导人, 内容
-- columns_en: Day, Kind, Coach, Note
SELECT
  o.scope_no,
  c.on_day,
  c.kind,
  COALESCE(p.specialist_name, c.coach_id) AS coach,
  COALESCE(c.note, '') AS note
FROM main.coaching AS c
INNER JOIN report_scopes AS o ON o.level = 'specialist' AND o.specialist_id = c.specialist_id
LEFT JOIN main.specialists AS p ON p.specialist_id = c.coach_id
WHERE c.on_day BETWEEN $first_on AND $reference_on
ORDER BY o.scope_no, c.on_day, c.kind, c.coach_id
