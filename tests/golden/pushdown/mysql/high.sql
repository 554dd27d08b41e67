-- integer
MAX(x0)
-- number
MAX(x0)
-- decimal
MAX(x0)
-- text
MAX(CAST(f0 AS BINARY))
-- date
MAX(v0)
-- datetime
MAX(v0)
-- time
MAX(v0)
