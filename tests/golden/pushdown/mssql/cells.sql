-- boolean
(SELECT [값] AS v0 FROM source) cells
-- integer
(SELECT [값] AS v0, CAST([값] AS decimal(38, 0)) AS x0, CAST(CAST([값] AS decimal(38, 0)) - (-5) AS float) AS d0 FROM source) cells
-- number
(SELECT [값] AS r0, [값] AS v0, [값] AS x0, CAST([값] - (-5) AS float) AS d0 FROM source) cells
-- decimal
(SELECT [값] AS v0, CAST([값] AS float) AS x0, CASE WHEN ABS([값]) < 1e150 THEN CAST([값] AS float) - (-5) END AS d0 FROM source) cells
-- text
(SELECT CAST([값] AS nvarchar(max)) AS v0, CASE WHEN TRIM(CONCAT(NCHAR(9), NCHAR(10), NCHAR(11), NCHAR(12), NCHAR(13), NCHAR(28), NCHAR(29), NCHAR(30), NCHAR(31), NCHAR(32), NCHAR(133), NCHAR(160), NCHAR(5760), NCHAR(8192), NCHAR(8193), NCHAR(8194), NCHAR(8195), NCHAR(8196), NCHAR(8197), NCHAR(8198), NCHAR(8199), NCHAR(8200), NCHAR(8201), NCHAR(8202), NCHAR(8232), NCHAR(8233), NCHAR(8239), NCHAR(8287), NCHAR(12288)) FROM CAST([값] AS nvarchar(max))) <> N'' THEN CAST([값] AS nvarchar(max)) END AS f0 FROM source) cells
-- date
(SELECT [값] AS r0, [값] AS v0 FROM source) cells
-- datetime
(SELECT [값] AS r0, [값] AS v0 FROM source) cells
-- time
(SELECT [값] AS r0, [값] AS v0 FROM source) cells
-- binary
(SELECT DATALENGTH([값]) AS v0 FROM source) cells
