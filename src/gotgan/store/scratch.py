"""A folder of a job's own under the data folder, which goes with the job."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_in(data: Path, name: str) -> Iterator[Path]:
    """Empty, and readable by its owner alone; what a killed worker left under this name is cleared first."""
    folder = data / "scratch" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
