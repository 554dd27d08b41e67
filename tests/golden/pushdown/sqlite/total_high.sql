-- integer
SUM(x0 >> 32)
