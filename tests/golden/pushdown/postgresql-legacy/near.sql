-- number
COUNT(d0)
-- decimal
COUNT(d0)
