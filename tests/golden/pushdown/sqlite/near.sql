-- decimal
COUNT(d0)
