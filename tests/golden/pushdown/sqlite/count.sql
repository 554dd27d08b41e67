-- integer
COUNT(v0)
-- decimal
COUNT(v0)
-- text
COUNT(v0)
-- binary
COUNT(v0)
