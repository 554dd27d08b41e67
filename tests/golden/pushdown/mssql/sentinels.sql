-- text
COUNT_BIG(CASE WHEN f0 COLLATE Latin1_General_100_BIN2 IN (N'-', N'--', N'?', N'N/A', N'n/a', N'#N/A', N'NA', N'NULL', N'Null', N'null', N'NaN', N'nan', N'해당없음', N'해당 없음', N'해당사항없음', N'해당사항 없음', N'미상', N'9999', N'-9999', N'-999', N'-99.9', N'불검출', N'미검출', N'N.D.') THEN 1 END)
