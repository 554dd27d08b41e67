"""What a version is handed out as: Parquet, manifest, Croissant, data card."""
