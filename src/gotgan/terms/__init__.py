"""The field's words as frozen dataclasses. Imports nothing but the standard library."""
