"""Template tags of refining."""
