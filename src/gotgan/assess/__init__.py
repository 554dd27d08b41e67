"""Assessing and selecting: rule books, readiness, overlap review, the panel, and lists ("the 100")."""
