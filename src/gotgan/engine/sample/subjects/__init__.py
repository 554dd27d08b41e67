"""What administrations keep data about: one file a field, one `Subject` a kind of table."""
