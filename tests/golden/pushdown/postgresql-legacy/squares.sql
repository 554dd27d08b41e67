-- integer
SUM(CASE WHEN abs(d0) > 1e-150 THEN d0 * d0 ELSE 0 END)
-- number
SUM(CASE WHEN abs(d0) > 1e-150 THEN d0 * d0 ELSE 0 END)
-- decimal
SUM(CASE WHEN abs(d0) > 1e-150 THEN d0 * d0 ELSE 0 END)
