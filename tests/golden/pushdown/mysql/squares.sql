-- integer
SUM(d0 * d0)
-- number
SUM(d0 * d0)
-- decimal
SUM(d0 * d0)
