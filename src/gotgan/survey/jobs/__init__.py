"""Background entry of the survey."""
