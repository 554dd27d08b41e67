"""Reads of assessing and selecting."""
