"""Where records come from: one interface, streaming, resumable by cursor."""

from gotgan.engine.sources.opening import open_source
from gotgan.engine.sources.port import Source

__all__ = ["Source", "open_source"]
