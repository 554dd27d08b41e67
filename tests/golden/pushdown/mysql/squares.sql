-- integer
SUM(POW(d0, 2))
-- number
SUM(POW(d0, 2))
-- decimal
SUM(POW(d0, 2))
