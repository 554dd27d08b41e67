"""The search index: a disposable copy of the published entries, and the questions put to it."""
