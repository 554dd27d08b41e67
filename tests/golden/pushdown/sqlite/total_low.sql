-- integer
SUM(x0 & 4294967295)
