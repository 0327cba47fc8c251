-- A day in one of the ways files have it; four in ten are plain.
CREATE MACRO messy_day(day, draw) AS CASE
    WHEN draw < 0.40 THEN strftime(day, '%Y-%m-%d')
    WHEN draw < 0.50 THEN strftime(day, '%Y/%-m/%-d')
    WHEN draw < 0.60 THEN strftime(day, '%Y%m%d')
    WHEN draw < 0.70 THEN strftime(day, '%Y年%-m月%-d日')
    WHEN draw < 0.78 THEN strftime(day, '%d-%b-%Y')
    -- As spreadsheets count days; with five digits the years 1927 to 2173.
    WHEN draw < 0.88 AND day >= DATE '1927-05-18' THEN CAST(day - DATE '1899-12-30' AS VARCHAR)
    WHEN draw < 0.92 THEN strftime(day, '%Y-%m-%d 00:00:00')
    WHEN draw < 0.95 THEN strftime(day, '%Y/%-m/%-d 0:00')
    ELSE messy_wide(strftime(day, '%Y-%m-%d'))
END
