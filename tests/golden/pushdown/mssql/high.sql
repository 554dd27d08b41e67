-- integer
MAX(x0)
-- number
MAX(x0)
-- decimal
MAX(x0)
-- text
MAX(f0 COLLATE Latin1_General_100_BIN2)
-- date
CONVERT(varchar(33), MAX(v0), 126)
-- datetime
CONVERT(varchar(33), MAX(v0), 126)
-- time
CONVERT(varchar(33), MAX(v0), 126)
