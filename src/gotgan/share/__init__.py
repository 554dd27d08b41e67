"""Grants, the one access decision, downloads, compatibility APIs."""
