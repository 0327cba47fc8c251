-- What is wrong with some payments: see faults.sql. Reversals are refused if they take back more than was paid or has been
-- left, are dated before the payment, are for another due item, take back what never succeeded, or name nothing while
-- nothing of that amount was paid.
WITH successes AS (
    SELECT p.*, row_number() OVER (ORDER BY row_key) AS pick
    FROM sample_rows AS p
    WHERE p.status = 'success'
        AND p.payment_id NOT IN (SELECT q.reverses_payment_id FROM sample_rows AS q WHERE q.status = 'reversal')
),
reversed AS (
    SELECT n, row_number() OVER (ORDER BY row_key) AS pick FROM sample_rows WHERE status = 'reversal'
),
failures AS (
    SELECT n, payment_id, row_number() OVER (ORDER BY row_key) AS pick FROM sample_rows WHERE status = 'failed'
)
SELECT * FROM (VALUES
    (1, NULL, MAP {'amount': 'out_of_range'}, MAP {'payment_id': '*P', 'amount': '-0.01'}),
    (2, NULL, MAP {'payment_id': 'duplicate_key'}, MAP {'failure_code': '重复'}),
    (3, NULL, MAP {'amount': 'bad_value'}, MAP {'payment_id': '*Q', 'amount': '12..5'}),
    (4, NULL, MAP {'status': 'unknown_word'}, MAP {'payment_id': '*R', 'status': '已退回'}),
    (5, NULL, MAP {'reverses_payment_id': 'bad_reversal'},
        MAP {'payment_id': '*S', 'status': '冲正', 'reverses_payment_id': '', 'amount': '99999999.98'}),
    (6, NULL, MAP {'paid_on': 'bad_value'}, MAP {'payment_id': '*T', 'paid_on': '2026-02-30 10:23'}),
    (7, NULL, MAP {'due_id': 'unknown_reference'}, MAP {'payment_id': '*U', 'due_id': 'D9999999X'}),
    (8, NULL, MAP {'amount': 'bad_value', 'paid_on': 'missing_value'},
        MAP {'payment_id': '*V', 'amount': '12.345', 'paid_on': '1970-01-01'}),
    (9, NULL, MAP {'reverses_payment_id': 'bad_reversal'},
        MAP {'payment_id': '*W', 'status': '冲正', 'reverses_payment_id': 'P9999999X'})
) AS f(place, n, reasons, cells)
UNION ALL
SELECT 10, n, MAP {'amount': 'bad_reversal'}, MAP {'payment_id': '*A', 'status': '冲正',
    'reverses_payment_id': payment_id, 'amount': '99999999.99'}
FROM successes
WHERE pick = 1
UNION ALL
SELECT 11, n, MAP {'reverses_payment_id': 'bad_reversal'}, MAP {'payment_id': '*B', 'status': 'reversal',
    'reverses_payment_id': payment_id, 'paid_on': '2001/1/1 9:00'}
FROM successes
WHERE pick = 2
UNION ALL
SELECT 12, n, MAP {'reverses_payment_id': 'bad_reversal'}, MAP {'payment_id': '*C', 'status': '撤销',
    'reverses_payment_id': payment_id, 'due_id': (SELECT arg_min(o.due_id, o.pick) FROM successes AS o WHERE o.due_id <> s.due_id)}
FROM successes AS s
WHERE pick = 3
UNION ALL
SELECT 13, n, MAP {'reverses_payment_id': 'bad_reversal'}, MAP {'payment_id': '*D', 'status': '冲正', 'reverses_payment_id': payment_id}
FROM failures
WHERE pick = 1
UNION ALL
SELECT 14, n, MAP {'amount': 'bad_reversal'}, MAP {'payment_id': '*E'}
FROM reversed
WHERE pick = 1
