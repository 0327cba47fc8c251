-- Where the tables that metrics read are built.
CREATE SCHEMA facts
