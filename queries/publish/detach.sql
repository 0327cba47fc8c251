-- Closes the file that was published.
DETACH published
