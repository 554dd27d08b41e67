-- integer
MIN(x0)
-- number
MIN(x0)
-- decimal
MIN(x0)
-- text
MIN(CAST(f0 AS BINARY))
-- date
MIN(v0)
-- datetime
MIN(v0)
-- time
MIN(v0)
