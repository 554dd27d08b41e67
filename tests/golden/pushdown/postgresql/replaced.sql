-- text
COUNT(CASE WHEN strpos(f0, U&'\FFFD') > 0 THEN 1 END)
