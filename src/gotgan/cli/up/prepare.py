"""Done once for each version of the program: translations, the chart bundle, code tables, migrations.

GOTGAN_DATA=DIR python -m gotgan.cli.up.prepare
"""

from __future__ import annotations

import os
from pathlib import Path

from gotgan.cli.up.stamp import mark_prepared


def main() -> int:
    from django.db import Error

    from gotgan.cli.up.setup import prepare_setup_folder

    folder = Path(os.environ["GOTGAN_DATA"])
    try:
        for line in prepare_setup_folder():
            print(line, flush=True)
        print("preparing the database", flush=True)
        migrate()
        _queue_codes()
        mark_prepared(folder)
    except (OSError, Error) as error:
        print(f"{getattr(error, 'filename', None) or folder}: {' '.join(str(error).split())}", flush=True)
        return 2
    return 0


def migrate() -> None:
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gotgan.site.settings.embedded")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def _queue_codes() -> None:
    """The legal-dong table is loaded by the worker, once."""
    from gotgan.organisations import queries
    from gotgan.work.actions import enqueue

    if not queries.code_tables().get("legal_dong"):
        enqueue("organisations.load_code_tables", key="organisations.load_code_tables")


if __name__ == "__main__":
    raise SystemExit(main())
