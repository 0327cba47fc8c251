-- Where the days of facts stand for who asks until when they go.
CREATE SCHEMA facts
