-- What was found of a part that stands by is looked for again when it is kept.
UPDATE staged SET due_id = NULL FROM sought WHERE sought.finds_due AND sought.staged_row = staged.rowid
