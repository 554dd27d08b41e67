-- number
COUNT_BIG(d0)
-- decimal
COUNT_BIG(d0)
