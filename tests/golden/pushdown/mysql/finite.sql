-- decimal
COUNT(x0)
