"""Databases as sources: tables and views listed with what their planner knows, read under a load guard.

`source.open_database` opens one; this module itself stays light, since every location is looked at.
"""

from gotgan.engine.sources.sql.place import OPTIONS, is_database

__all__ = ["OPTIONS", "is_database"]
