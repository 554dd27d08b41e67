-- boolean
COUNT(v0)
-- integer
COUNT(v0)
-- number
COUNT(v0)
-- decimal
COUNT(v0)
-- text
COUNT(v0)
-- date
COUNT(v0)
-- datetime
COUNT(v0)
-- time
COUNT(v0)
-- binary
COUNT(v0)
