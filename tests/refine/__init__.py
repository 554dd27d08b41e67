"""The rules of refining."""
