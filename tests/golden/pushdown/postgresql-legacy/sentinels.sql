-- text
COUNT(CASE WHEN f0 COLLATE "C" IN ('-', '--', '?', 'N/A', 'n/a', '#N/A', 'NA', 'NULL', 'Null', 'null', 'NaN', 'nan', '해당없음', '해당 없음', '해당사항없음', '해당사항 없음', '미상', '9999', '-9999', '-999', '-99.9', '불검출', '미검출', 'N.D.') THEN 1 END)
