"""Entries, versions published, the search index and its queries."""
