-- No file of facts counts as built.
DELETE FROM facts_built WHERE TRUE
