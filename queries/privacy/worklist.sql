-- The worklist without whole phone numbers.
UPDATE worklist SET phone = masked_phone(phone)
WHERE phone IS NOT NULL
