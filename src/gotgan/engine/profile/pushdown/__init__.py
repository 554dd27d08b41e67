"""Tier 1 answered by a database itself: one SELECT over at most 100 columns, never a distinct count, never a sort.

`spec` says once what is measured, `words` how each database says it, `select` puts both together,
`answers` turns what comes back into the same state that DuckDB's profile makes, `sample` and `table`
add what only a bounded sample can tell.
"""
