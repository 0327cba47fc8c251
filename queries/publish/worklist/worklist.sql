-- Whom to contact in the morning after the as-of day and why, by urgency; the risk in the words of both languages.
CREATE TABLE published.worklist AS
SELECT
  i.item,
  w.on_day,
  w.place,
  w.reason,
  w.reasons,
  w.stage,
  w.score,
  w.class AS risk_class,
  w.reasons_zh,
  w.reasons_en,
  w.value_at_risk,
  w.promised_on,
  w.lapsed_on,
  w.channel,
  w.last_contact_on
FROM report_tasks AS w
INNER JOIN published.items AS i ON i.item_key = w.item_key
WHERE w.on_day = $on
ORDER BY w.place
