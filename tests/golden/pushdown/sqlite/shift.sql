-- integer
SUM(d0)
-- decimal
SUM(d0)
