-- integer
MAX(x0)
-- decimal
MAX(x0)
-- text
MAX(f0 COLLATE BINARY)
