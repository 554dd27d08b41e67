-- boolean
(SELECT `값` AS v0 FROM source) cells
-- integer
(SELECT `값` AS v0, `값` AS x0, (`값` + 0.0 - (-5)) + 0e0 AS d0 FROM source) cells
-- number
(SELECT `값` AS r0, `값` AS v0, `값` AS x0, (`값` + 0.0 - (-5)) + 0e0 AS d0 FROM source) cells
-- decimal
(SELECT `값` + 0e0 AS v0, `값` + 0e0 AS x0, CASE WHEN ABS(`값`) < 1e150 THEN (`값` + 0e0) - (-5) END AS d0 FROM source) cells
-- text
(SELECT CONVERT(`값` USING utf8mb4) AS v0, CASE WHEN ASCII(CONVERT(`값` USING utf8mb4)) BETWEEN 33 AND 127 OR ASCII(CONVERT(`값` USING utf8mb4)) > 227 OR CONVERT(`값` USING utf8mb4) NOT REGEXP '^[\\x{9}\\x{a}\\x{b}\\x{c}\\x{d}\\x{1c}\\x{1d}\\x{1e}\\x{1f}\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}\\x{2001}\\x{2002}\\x{2003}\\x{2004}\\x{2005}\\x{2006}\\x{2007}\\x{2008}\\x{2009}\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}]*$' THEN CONVERT(`값` USING utf8mb4) END AS f0 FROM source) cells
-- date
(SELECT `값` AS r0, CASE WHEN `값` >= '0001-01-01' AND MONTH(`값`) > 0 AND DAYOFMONTH(`값`) > 0 THEN `값` END AS v0 FROM source) cells
-- datetime
(SELECT `값` AS r0, CASE WHEN `값` >= '0001-01-01' AND MONTH(`값`) > 0 AND DAYOFMONTH(`값`) > 0 THEN `값` END AS v0 FROM source) cells
-- time
(SELECT `값` AS r0, CASE WHEN `값` >= '00:00:00' AND `값` < '24:00:00' THEN `값` END AS v0 FROM source) cells
-- binary
(SELECT OCTET_LENGTH(`값`) AS v0 FROM source) cells
