"""Done once for each version of the program: translations, the chart bundle, code tables, migrations.

GOTGAN_DATA=DIR python -m gotgan.cli.up.prepare
"""

from __future__ import annotations

import os
from pathlib import Path

from gotgan.cli.up.stamp import mark_prepared
from gotgan.terms.errors import GotganError, Unavailable

FAILED = "cannot prepare: "
"""How the line begins that says why; whoever started this shows it as the error."""


class NewerFolder(Unavailable):
    """A later gotgan has worked on this data folder."""


def main() -> int:
    from django.db import Error

    from gotgan.cli.up.setup import prepare_setup_folder

    folder = Path(os.environ["GOTGAN_DATA"])
    try:
        for line in prepare_setup_folder():
            print(line, flush=True)
        print("preparing the database", flush=True)
        migrate(folder)
        _queue_codes()
        mark_prepared(folder)
    except GotganError as error:
        print(f"{FAILED}{error}", flush=True)
        return 2
    except (OSError, Error, RuntimeError) as error:
        place = getattr(error, "filename", None) or folder
        print(f"{FAILED}{place}: {' '.join(str(error).split())}; correct it and run it again", flush=True)
        return 2
    return 0


def migrate(folder: Path) -> None:
    """Bring the database to this program's tables. Raises: NewerFolder; the database is untouched then."""
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gotgan.site.settings.embedded")
    django.setup()
    if unknown := _unknown_migrations():
        raise NewerFolder(
            f"{folder}: was used by a newer gotgan (it knows {unknown[0]}, this one does not); "
            "run that version, or choose another folder with --data DIR"
        )
    call_command("migrate", verbosity=0, interactive=False)


def _unknown_migrations() -> list[str]:
    """Our rooms' migrations that the database has and this program lacks."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("gotgan.")}
    missing = set(loader.applied_migrations) - set(loader.disk_migrations)
    return sorted(f"{label}.{name}" for label, name in missing if label in ours)


def _queue_codes() -> None:
    """The legal-dong table is loaded by the worker, once."""
    from gotgan.organisations import queries
    from gotgan.work.actions import enqueue

    if not queries.code_tables().get("legal_dong"):
        enqueue("organisations.load_code_tables", key="organisations.load_code_tables")


if __name__ == "__main__":
    raise SystemExit(main())
