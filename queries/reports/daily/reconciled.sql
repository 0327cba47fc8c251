-- zh: 未收对账
-- en: How the lists agree
-- note_zh: 在途未收：已到应缴日、仍在宽限期内、尚未收齐的续期件，保单已失效、退保等终止的不计。日报、月报、工作清单所列相同。
-- note_en: In hand: due, within grace and not settled, of policies that have not lapsed or ended. The daily, the monthly and the
--    worklist say the same.
-- kind: highlights
-- columns: evening, items, scored, ending, others, ahead
-- formats: date, count, count, count, count, count
SELECT *, '' AS section
FROM report_reconciled_list
WHERE 'payments' NOT IN (SELECT table_name FROM report_unknown)
ORDER BY scope_no, place
