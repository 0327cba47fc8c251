-- A uniform draw in [0, 1) for one purpose and one entity.
--
-- Every entity carries a key mixed from the seed and its number, so a draw is a pure function of (seed, entity, purpose): no
-- row order, thread count or other draw has a say. The purpose is hashed on its own and the sum hashed again, because
-- hash(a, b) only combines the two and would leave draws of two purposes tied to each other.
CREATE MACRO sample_u(purpose, entity_key) AS
    CAST(hash(xor(hash(purpose), entity_key)) >> 11 AS DOUBLE) / 9007199254740992.0;
