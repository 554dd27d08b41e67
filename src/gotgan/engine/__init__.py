"""Everything that touches rows; no Django, no people."""
