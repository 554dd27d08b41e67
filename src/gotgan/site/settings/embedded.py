"""The default: SQLite and files in one data folder, one machine, nothing else to install."""

from __future__ import annotations

import os

from gotgan.site.settings.base import *  # noqa: F403
from gotgan.site.settings.base import GOTGAN_DATA
from gotgan.site.settings.secret import read_or_make_secret

SECRET_KEY = read_or_make_secret(GOTGAN_DATA / "secret.key")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *filter(None, os.environ.get("GOTGAN_HOSTS", "").split(","))]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": GOTGAN_DATA / "gotgan.sqlite3",
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # a writer waits at the start, never fails in the middle
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
        },
    }
}
