"""What is done to one column: each technique is prepared once, then applied to batches in row order."""
