"""What the survey writes: one transaction and one audit event each."""
