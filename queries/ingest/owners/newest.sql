-- The newest due day of the list at hand.
SELECT max(due_on) AS due_on FROM staged WHERE raw IS NULL
