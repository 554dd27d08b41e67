-- decimal
COUNT_BIG(x0)
