-- text
MAX(LENGTH(f0))
-- binary
MAX(v0)
