-- integer
MIN(x0)
-- number
MIN(x0)
-- decimal
MIN(x0)
-- text
MIN(f0 COLLATE "C")
-- date
MIN(v0)::text
-- datetime
MIN(v0)::text
-- time
MIN(v0)::text
