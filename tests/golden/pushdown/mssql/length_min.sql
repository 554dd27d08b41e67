-- text
MIN(CAST(LEN(f0 + N'.') - 1 AS bigint))
-- binary
MIN(v0)
