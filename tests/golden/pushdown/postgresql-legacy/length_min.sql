-- text
MIN(length(f0))
-- binary
MIN(v0)
