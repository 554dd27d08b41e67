-- integer
MAX(x0)
-- number
MAX(x0)
-- decimal
MAX(x0)
-- text
MAX(f0 COLLATE BINARY)
-- date
TO_CHAR(MAX(v0), 'YYYY-MM-DD HH24:MI:SS')
-- datetime
TO_CHAR(MAX(v0), 'YYYY-MM-DD HH24:MI:SS')
