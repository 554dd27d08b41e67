-- text
COUNT(f0)
