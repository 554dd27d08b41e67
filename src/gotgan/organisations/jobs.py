"""Background entry: loading the code tables that set-up converted."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from gotgan.organisations.actions import import_codes
from gotgan.terms.job import JobContext
from gotgan.terms.role import SYSTEM


def load_code_tables(*, context: JobContext) -> None:
    """Import every table below GOTGAN_SETUP/codes under its file's name."""
    for path in sorted((Path(settings.GOTGAN_SETUP) / "codes").glob("*.csv")):
        context.heartbeat({"table": path.stem})
        import_codes(path, by=SYSTEM, table=path.stem)
