-- number
COUNT_BIG(r0)
-- date
COUNT_BIG(r0)
-- datetime
COUNT_BIG(r0)
-- time
COUNT_BIG(r0)
