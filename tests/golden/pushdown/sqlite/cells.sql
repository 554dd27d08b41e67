-- integer
(SELECT "값" AS v0, "값" AS x0, CAST("값" - (-5) AS REAL) AS d0 FROM source) cells
-- decimal
(SELECT CAST("값" AS REAL) AS v0, CASE WHEN abs(CAST("값" AS REAL)) < 9e999 THEN CAST("값" AS REAL) END AS x0, CASE WHEN abs(CAST("값" AS REAL)) < 1e150 THEN CAST("값" AS REAL) - (-5) END AS d0 FROM source) cells
-- text
(SELECT CASE typeof("값") WHEN 'text' THEN "값" WHEN 'blob' THEN length("값") || ' bytes' ELSE CAST("값" AS TEXT) END AS v0, CASE WHEN trim(CASE typeof("값") WHEN 'text' THEN "값" WHEN 'blob' THEN length("값") || ' bytes' ELSE CAST("값" AS TEXT) END, char(9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)) <> '' THEN CASE typeof("값") WHEN 'text' THEN "값" WHEN 'blob' THEN length("값") || ' bytes' ELSE CAST("값" AS TEXT) END END AS f0 FROM source) cells
-- binary
(SELECT length("값") AS v0 FROM source) cells
