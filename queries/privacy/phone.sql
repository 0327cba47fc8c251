-- A phone number, or whatever stands in its place, without its middle: 138****0001. Of a short one less is left.
CREATE OR REPLACE TEMP MACRO masked_phone(phone) AS CASE
  WHEN LENGTH(phone) >= 11 THEN LEFT(phone, 3) || '****' || RIGHT(phone, 4)
  WHEN LENGTH(phone) >= 6 THEN '****' || RIGHT(phone, 2)
  WHEN LENGTH(phone) > 0 THEN '****'
  ELSE phone
END
