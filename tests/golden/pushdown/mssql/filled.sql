-- text
COUNT_BIG(f0)
