-- integer
SUM(x0)
-- number
SUM(x0)
