"""Combining the tables of several institutions by persons, so that nobody sees keys and data together.

`prepare`: an institution makes two files of its table: join keys with serials for the key manager, serials with data
for the combining body. `match`: the key manager finds which serials are one person. `join`: the combining body puts
the data together by that linkage.
Source: PIPC guideline on processing pseudonymous data, combination (결합키, 일련번호, 결합키연계정보).
"""
