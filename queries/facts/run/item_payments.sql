-- Net paid of the items around the period on the days that matter, none of them after the as-of day: that day itself,
-- the end of the due month and of the month after, the grace end, and the day before the period. First premiums and exempt
-- items too.
CREATE OR REPLACE TEMP VIEW run_item_payments AS
SELECT period_no, item_key, paid, paid_by_month_end, paid_by_next_month_end, paid_by_grace_end, paid_before
FROM run_window
