-- text
MAX(CAST(LEN(f0 + N'.') - 1 AS bigint))
-- binary
MAX(v0)
