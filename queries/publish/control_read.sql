-- What the data come to, as it was published.
SELECT due_items, amount_due, payments, paid, reversed
FROM published.control
