-- The tables that have rows in a lake, each as one file that was loaded and says nothing of its days.
CREATE TABLE files (
  table_name VARCHAR,
  file_no INTEGER,
  run_no INTEGER,
  accepted BIGINT,
  covers_to DATE,
  says_to DATE
)
