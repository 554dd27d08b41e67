-- text
COUNT(CASE WHEN instr(f0, char(65533)) > 0 THEN 1 END)
