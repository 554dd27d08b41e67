-- integer
COUNT(CASE WHEN x0 = 0 THEN 1 END)
-- decimal
COUNT(CASE WHEN x0 = 0 THEN 1 END)
