"""Files that are not tables, measured as they are read: pictures, sounds, texts, labels and documents."""
