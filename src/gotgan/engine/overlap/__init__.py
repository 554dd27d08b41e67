"""Which tables hold the same content, have the same schema, or can be joined: from scans alone."""

from gotgan.engine.overlap.find import find_overlaps
from gotgan.engine.overlap.model import End, Pair, Relation, TableSketch, Verb
from gotgan.engine.overlap.tables import read_scan, table_of

__all__ = ["End", "Pair", "Relation", "TableSketch", "Verb", "find_overlaps", "read_scan", "table_of"]
