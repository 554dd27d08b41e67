"""What other rooms and pages may ask the survey. Across rooms answers are terms only."""
