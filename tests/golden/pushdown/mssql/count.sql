-- boolean
COUNT_BIG(v0)
-- integer
COUNT_BIG(v0)
-- number
COUNT_BIG(v0)
-- decimal
COUNT_BIG(v0)
-- text
COUNT_BIG(v0)
-- date
COUNT_BIG(v0)
-- datetime
COUNT_BIG(v0)
-- time
COUNT_BIG(v0)
-- binary
COUNT_BIG(v0)
