-- They keep the first owner: the others come by hand-overs.
UPDATE staged SET specialist_id = o.specialist_id FROM owned_otherwise AS o WHERE staged.rowid = o.staged_row
