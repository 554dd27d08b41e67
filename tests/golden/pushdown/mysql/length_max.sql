-- text
MAX(CHAR_LENGTH(f0))
-- binary
MAX(v0)
