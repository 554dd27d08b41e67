-- boolean
(SELECT "값" AS v0 FROM source OFFSET 0) cells
-- integer
(SELECT "값" AS v0, "값" AS x0, ("값"::numeric - (-5))::float8 AS d0 FROM source OFFSET 0) cells
-- number
(SELECT "값" AS r0, CASE WHEN "값" NOT IN ('NaN', 'Infinity', '-Infinity') THEN "값" END AS v0, CASE WHEN "값" NOT IN ('NaN', 'Infinity', '-Infinity') THEN "값" END AS x0, CASE WHEN "값" < 1e150 AND "값" > -1e150 THEN ("값" - (-5))::float8 END AS d0 FROM source OFFSET 0) cells
-- decimal
(SELECT "값" AS v0, CASE WHEN "값" NOT IN ('NaN', 'Infinity', '-Infinity') THEN "값"::float8 END AS x0, CASE WHEN "값" < 1e150 AND "값" > -1e150 THEN "값"::float8 - (-5)::float8 END AS d0 FROM source OFFSET 0) cells
-- text
(SELECT "값"::text AS v0, CASE WHEN btrim("값"::text, U&'\0009\000A\000B\000C\000D\001C\001D\001E\001F\0020') <> '' THEN "값"::text END AS f0 FROM source OFFSET 0) cells
-- date
(SELECT "값" AS r0, CASE WHEN "값" >= '0001-01-01' AND "값" < '10000-01-01' THEN "값" END AS v0 FROM source OFFSET 0) cells
-- datetime
(SELECT "값" AS r0, CASE WHEN "값" >= '0001-01-01' AND "값" < '10000-01-01' THEN "값" END AS v0 FROM source OFFSET 0) cells
-- time
(SELECT "값" AS r0, CASE WHEN "값" < '24:00' THEN "값" END AS v0 FROM source OFFSET 0) cells
-- binary
(SELECT octet_length("값") AS v0 FROM source OFFSET 0) cells
