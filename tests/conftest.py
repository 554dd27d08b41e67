"""What holds for every area. Engine tests need no database: nothing here touches one."""

from __future__ import annotations

import gc
import os

from hypothesis import settings

from tests.engine.sql_servers import mariadb, postgres

__all__ = ["mariadb", "postgres"]

# Two shared cores: an example that takes long says nothing about the code.
settings.register_profile("gotgan", deadline=None)
settings.load_profile("gotgan")

# `gotgan scan` lowers its process's priority; in a test that calls it, the process is the suite's.
os.environ.setdefault("GOTGAN_PRIORITY", "normal")

# A collector that walks everything the suite imported, every few hundred objects, takes a tenth of its time.
gc.set_threshold(20_000, 20, 20)

# Spark's Java lives for a few small tables: one quick compiler and a plain collector, for subprocesses too.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
os.environ.setdefault("PYSPARK_SUBMIT_ARGS", f"--driver-java-options '{JAVA}' pyspark-shell")
