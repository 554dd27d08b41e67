-- integer
MAX(x0)
-- number
MAX(x0)
-- decimal
MAX(x0)
-- text
MAX(f0 COLLATE "C")
-- date
MAX(v0)::text
-- datetime
MAX(v0)::text
-- time
MAX(v0)::text
