"""Decisions of refining: the guideline, its steps, and who may do what. Plain values, no Django."""
