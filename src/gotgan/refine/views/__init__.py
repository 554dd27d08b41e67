"""Pages of refining. Each asks one query and calls one action."""
