-- text
SUM(length(f0))
-- binary
SUM(v0)
