-- What the data come to.
SELECT due_items, amount_due, payments, paid, reversed
FROM control
