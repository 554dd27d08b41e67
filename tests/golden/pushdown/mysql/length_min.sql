-- text
MIN(CHAR_LENGTH(f0))
-- binary
MIN(v0)
