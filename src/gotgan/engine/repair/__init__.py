"""Repair: a table made readable, typed and UTF-8, every change counted.

Pass 1 (`facts`) learns of each column, from bounded counts that merge; `decide` makes of them one plan a column;
pass 2 (`apply`) streams, converts and counts. What is a judgement is a suggestion with its count, and changes
nothing. One file a kind of defect.
"""
