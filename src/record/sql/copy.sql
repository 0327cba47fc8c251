-- All of it as it stands between two entries, in a new file.
VACUUM INTO :path
