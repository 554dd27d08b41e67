-- text
SUM(CHAR_LENGTH(f0))
-- binary
SUM(v0)
