-- By which numbers the facts call the items: other sums than before if they were numbered anew in another way.
SELECT COUNT(*) AS items, SUM(CAST(item_key AS HUGEINT) * due_month) AS months, SUM(CAST(item_key AS HUGEINT) * amount_due) AS amounts
FROM facts.items
