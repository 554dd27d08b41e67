"""For the test suite: a throw-away data folder; GOTGAN_TEST_DB=sqlite|pg chooses the database."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("GOTGAN_DATA", tempfile.mkdtemp(prefix="gotgan-test-"))

from gotgan.site.settings.base import *  # noqa: F403
from gotgan.site.settings.base import GOTGAN_DATA

SECRET_KEY = "only for tests, never for a running hub"
DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(GOTGAN_DATA) / "gotgan.sqlite3"}}
if os.environ.get("GOTGAN_TEST_DB") == "pg":
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ.get("GOTGAN_TEST_PG_NAME", "gotgan"),
            "HOST": os.environ["GOTGAN_TEST_PG_HOST"],
            "PORT": os.environ["GOTGAN_TEST_PG_PORT"],
            "USER": os.environ["GOTGAN_TEST_PG_USER"],
            "PASSWORD": os.environ.get("GOTGAN_TEST_PG_PASSWORD", ""),
        }
    }
