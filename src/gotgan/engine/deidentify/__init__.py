"""De-identification: k-anonymity globally and locally, column techniques, risk, and the proof on the written file.

A table is first grouped to its distinct combinations of quasi-identifiers (`census`); all search runs on those.
"""
