-- The facts are no longer those of one state of the data.
DELETE FROM facts_until WHERE TRUE
