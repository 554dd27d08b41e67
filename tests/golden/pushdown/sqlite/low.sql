-- integer
MIN(x0)
-- decimal
MIN(x0)
-- text
MIN(f0 COLLATE BINARY)
