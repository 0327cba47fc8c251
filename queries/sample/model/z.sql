-- A nearly normal draw (mean 0, deviation 1, within 3.5): the sum of the four 16-bit parts of one hash. Integer arithmetic, so
-- it is the same on every machine.
CREATE MACRO sample_z(purpose, entity_key) AS (
    CAST(hash(xor(hash(purpose), entity_key)) & 65535 AS DOUBLE)
    + CAST((hash(xor(hash(purpose), entity_key)) >> 16) & 65535 AS DOUBLE)
    + CAST((hash(xor(hash(purpose), entity_key)) >> 32) & 65535 AS DOUBLE)
    + CAST(hash(xor(hash(purpose), entity_key)) >> 48 AS DOUBLE)
    - 131070.0) / 65536.0 * 1.7320508;
