"""Text that is made UTF-8 late: cut into records and parsed as it stands, and decoded after.

Of encodings in which a delimiter, a quote or a line end is part of no letter: UTF-8, CP949, or lines of both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import pyarrow as pa


class Late(Protocol):
    """The content of a file. `utf8` and `count` may be called from threads; each block is given to one of the two."""

    @property
    def may_parse(self) -> bool:
        """Whether blocks are worth parsing before they are decoded."""
        ...

    def blocks(self) -> Iterator[bytes]:
        """Whole lines as they stand, without a byte order mark; starts to count anew. Raises: OSError."""
        ...

    def decoded(self) -> Iterator[bytes]:
        """The same lines as UTF-8, for who looks at the head of them. Raises: OSError."""
        ...

    def utf8(self, block: bytes) -> bytes:
        """Some lines as UTF-8, and counted."""
        ...

    def cells(self, columns: Sequence[pa.Array]) -> list[pa.Array] | None:
        """Columns of bytes, parsed from lines as they stand, as text; None when the lines must be decoded first."""
        ...

    def count(self, block: bytes, rows: Sequence[pa.RecordBatch]) -> None:
        """Count lines whose cells were decoded to some rows."""
        ...
