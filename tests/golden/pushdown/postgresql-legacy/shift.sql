-- integer
SUM(d0)
-- number
SUM(d0)
-- decimal
SUM(d0)
