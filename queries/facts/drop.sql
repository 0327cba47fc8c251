-- Everything that metrics read goes, to be built anew.
DROP SCHEMA IF EXISTS facts CASCADE
