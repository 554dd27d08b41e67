-- text
MIN(LENGTH(f0))
-- binary
MIN(v0)
