-- integer
MIN(x0)
-- number
MIN(x0)
-- decimal
MIN(x0)
-- text
MIN(f0 COLLATE Latin1_General_100_BIN2)
-- date
CONVERT(varchar(33), MIN(v0), 126)
-- datetime
CONVERT(varchar(33), MIN(v0), 126)
-- time
CONVERT(varchar(33), MIN(v0), 126)
