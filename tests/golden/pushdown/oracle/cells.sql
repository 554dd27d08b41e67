-- boolean
(SELECT "값" AS v0 FROM source) cells
-- integer
(SELECT "값" AS v0, "값" AS x0, TO_BINARY_DOUBLE("값" - (-5)) AS d0 FROM source) cells
-- number
(SELECT "값" AS r0, "값" AS v0, "값" AS x0, TO_BINARY_DOUBLE("값" - (-5)) AS d0 FROM source) cells
-- decimal
(SELECT "값" AS v0, CASE WHEN "값" IS NOT NAN AND "값" IS NOT INFINITE THEN "값" END AS x0, CASE WHEN ABS("값") < 1e150d THEN "값" - TO_BINARY_DOUBLE(-5) END AS d0 FROM source) cells
-- text
(SELECT "값" AS v0, CASE WHEN LTRIM("값", UNISTR('\0009\000A\000B\000C\000D\001C\001D\001E\001F\0020\0085\00A0\1680\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\2028\2029\202F\205F\3000')) IS NOT NULL THEN "값" END AS f0 FROM source) cells
-- date
(SELECT "값" AS r0, CASE WHEN "값" >= DATE '0001-01-01' THEN "값" END AS v0 FROM source) cells
-- datetime
(SELECT "값" AS r0, CASE WHEN "값" >= DATE '0001-01-01' THEN "값" END AS v0 FROM source) cells
-- binary
(SELECT DBMS_LOB.GETLENGTH("값") AS v0 FROM source) cells
