-- How many people the branch has or had.
SELECT COUNT(*) AS row_count
FROM chosen_people
