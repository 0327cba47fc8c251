-- Done on the day before the meeting.
INSERT INTO meetings (meeting_id, on_day, kind, scope, scope_id, file_no, file_row) VALUES ('H1', DATE '2026-03-02', 'weekly', 'branch', 'B1', 0, 0);
INSERT INTO meeting_actions (action_id, meeting_id, text, owner, due_on, done_on, file_no, file_row)
VALUES ('W1', 'H1', 'x', 'S1', DATE '2026-03-09', DATE '2026-03-01', 0, 0);
