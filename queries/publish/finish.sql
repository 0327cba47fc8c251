-- Writes all of the file that is being published to its place, so that no log is left beside it.
CHECKPOINT published
