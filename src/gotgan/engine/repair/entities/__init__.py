"""Rows that speak of one person, institution or place: suggested with a probability, joined only by who confirms them.

`columns` finds what rows are compared by, `blocks` bounds which of them are compared, `link` learns what an agreement
is worth (splink on DuckDB, unsupervised), `accept` writes what a person confirmed as a column. Nothing is deleted.
Source: Fellegi, Sunter 1969, "A theory for record linkage"; splink's estimation of its parameters.
"""
