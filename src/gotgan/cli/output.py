"""Where a document of the command line goes: a file that appears whole, or stdout."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from gotgan import __version__
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.written import written


def check_output(output: Path | None, inputs: Iterable[Path] = ()) -> None:
    """Tell what could not be written, before the work is done. Raises: Invalid, also for a file that is read."""
    if output is None:
        return
    if output.is_dir():
        raise Invalid(Issue(str(output), "is a folder", "give a file in it"))
    if not output.parent.is_dir():
        raise Invalid(Issue(str(output), f"cannot be written ({os.strerror(errno.ENOENT)})", "choose another -o"))
    if output.exists() and any(path.exists() and path.samefile(output) for path in inputs):
        raise Invalid(Issue(str(output), "is a file to be read, and would be lost", "choose another -o"))


def write_result(kind: str, body: Mapping[str, Any], output: Path | None) -> None:
    """Write strict JSON headed by version and kind. Raises: Invalid when `output` cannot be written."""
    text = written(kind, body, __version__)
    if output is None:
        sys.stdout.write(text)
        return
    part = output.with_name(f".{uuid4().hex}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(output)
    except OSError as error:
        raise Invalid(Issue(str(output), f"cannot be written ({error.strerror})", "choose another -o")) from None
    finally:
        part.unlink(missing_ok=True)
