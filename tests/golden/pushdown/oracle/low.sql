-- integer
MIN(x0)
-- number
MIN(x0)
-- decimal
MIN(x0)
-- text
MIN(f0 COLLATE BINARY)
-- date
TO_CHAR(MIN(v0), 'YYYY-MM-DD HH24:MI:SS')
-- datetime
TO_CHAR(MIN(v0), 'YYYY-MM-DD HH24:MI:SS')
