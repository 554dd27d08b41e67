"""The third tier: what is looked at closely, on at most 100,000 distinct rows with how often each occurs.

`state` chooses them by the hash of their content, so that every engine, partition and order of merging has the
same; `coded` lays them out; `values` looks at the cells of a column, `lists` at code lists, `table` at rows,
`people` at persons and labels.
"""
