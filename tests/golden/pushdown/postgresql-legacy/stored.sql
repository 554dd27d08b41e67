-- number
COUNT(r0)
-- date
COUNT(r0)
-- datetime
COUNT(r0)
-- time
COUNT(r0)
