"""Synthetic tables by sequential trees: rows of nobody that are spread as the real ones. Synthetic, not private."""
