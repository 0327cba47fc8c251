-- Makes way for a part that stood by.
DROP TABLE IF EXISTS staged
