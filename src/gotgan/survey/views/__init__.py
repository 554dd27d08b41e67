"""The pages of the survey, one module for each kind of work."""
