"""Writes of assessing and selecting."""
