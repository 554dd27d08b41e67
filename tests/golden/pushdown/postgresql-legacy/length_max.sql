-- text
MAX(length(f0))
-- binary
MAX(v0)
