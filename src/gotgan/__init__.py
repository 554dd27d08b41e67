"""곳간 gotgan: find, download and load the AI training data of a government.

`gotgan.load("org/name")` gives an Arrow table, `gotgan.stream("org/name")` its batches,
`gotgan.download("org/name")` the original files, `gotgan.search("words")` what there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "download", "load", "search", "stream"]

if TYPE_CHECKING:
    from gotgan.client import download, load, search, stream

_CLIENT = ("download", "load", "search", "stream")


def __getattr__(name: str) -> Any:
    """Import the client on first use, so that `import gotgan` costs nothing."""
    if name in _CLIENT:
        from gotgan import client

        return getattr(client, name)
    raise AttributeError(f"module 'gotgan' has no attribute {name!r}")
