"""The object store: bytes under the name of their content."""
