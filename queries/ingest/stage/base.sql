-- The first row's rowid: 0, but a very large number inside a transaction (a dry run is one).
SELECT COALESCE(MIN(rowid), 0) AS base FROM staged
