"""Pages of assessing and selecting."""
