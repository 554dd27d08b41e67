-- text
SUM(LENGTH(f0))
-- binary
SUM(v0)
