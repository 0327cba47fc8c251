-- A local time, to the second, in one of the ways files have it; without seconds only if they are zero.
CREATE MACRO messy_time(moment, draw) AS CASE
    WHEN second(moment) = 0 AND draw < 0.50 THEN strftime(moment, '%Y-%m-%d %H:%M')
    WHEN draw < 0.40 THEN strftime(moment, '%Y-%m-%d %H:%M:%S')
    WHEN draw < 0.55 THEN strftime(moment, '%Y/%-m/%-d %-H:%M:%S')
    WHEN draw < 0.65 THEN strftime(moment, '%Y%m%d%H%M%S')
    WHEN draw < 0.75 THEN strftime(moment, '%Y年%-m月%-d日 %H:%M:%S')
    WHEN draw < 0.82 THEN strftime(moment, '%Y年%-m月%-d日%-H时%M分%S秒')
    WHEN draw < 0.90 THEN strftime(moment, '%Y-%m-%dT%H:%M:%S')
    -- Days as spreadsheets count them, the time as a fraction: whole numbers, so that no digit depends on the machine.
    WHEN draw < 0.96 THEN printf('%d.%012d', CAST(moment AS DATE) - DATE '1899-12-30',
        (hour(moment) * 3600 + minute(moment) * 60 + second(moment)) * 1000000000000 // 86400)
    ELSE messy_wide(strftime(moment, '%Y-%m-%d %H:%M:%S'))
END
