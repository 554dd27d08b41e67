"""Refine: work orders that make data usable, reviewed by others than those who process it, and released with proof."""
