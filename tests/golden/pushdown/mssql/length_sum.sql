-- text
SUM(CAST(LEN(f0 + N'.') - 1 AS bigint))
-- binary
SUM(v0)
