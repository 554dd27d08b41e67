"""Sources, scans, Dataset identity, versions, distributions, profiles as evidence."""
