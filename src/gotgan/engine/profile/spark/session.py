"""One Spark session: bounded, quiet, in UTC, without ANSI errors.

    Unavailable
    ├── NoJava       pyspark needs a Java runtime of version 17 or later
    ├── NoPyspark    the package is not installed
    └── NoSpark      the session did not start: the master does not answer, or Java is too old

Everything Spark and Java print goes nowhere, so that standard output holds a document alone; with
GOTGAN_DEBUG set it is let through.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import gotgan
from gotgan.terms.errors import Unavailable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

DEFAULT_MASTER = "local[2]"
DRIVER_MEMORY = "2g"
ARROW_ROWS = 65_536
LOOPBACK = "127.0.0.1"


class NoJava(Unavailable):
    """pyspark needs a Java runtime."""


class NoPyspark(Unavailable):
    """The package is not installed."""


class NoSpark(Unavailable):
    """The session did not start."""


def master_of(wanted: str | None) -> str:
    """The master asked for, else `GOTGAN_SPARK_MASTER`, else two threads of this process."""
    return wanted or os.environ.get("GOTGAN_SPARK_MASTER") or DEFAULT_MASTER


def check_spark() -> None:
    """Raises: NoPyspark, NoJava, before anything is started."""
    if find_spec("pyspark") is None:
        raise NoPyspark("spark: pyspark is not installed; install gotgan[spark], or leave out --engine spark")
    if not _java():
        raise NoJava("spark: there is no Java; install a Java runtime (17 or later) or set JAVA_HOME")


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")


@contextmanager
def open_session(master: str | None = None, *, encrypted: bool = False) -> Iterator[SparkSession]:
    """A session on `master` (see `master_of`), stopped and its temporary folder removed at the end.

    `encrypted`: whatever Spark puts down on a disk, the work itself too, which may hold keys.
    Memory: the driver's Java has 2 GB; what does not fit spills to the temporary folder.
    Raises: Unavailable.
    """
    check_spark()
    with tempfile.TemporaryDirectory(prefix="gotgan-spark-", ignore_cleanup_errors=True) as folder:
        session = _start(master_of(master), Path(folder), encrypted)
        try:
            yield session
        finally:
            with _quiet():
                session.stop()


def _start(master: str, folder: Path, encrypted: bool) -> SparkSession:
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("gotgan")
    settings = _settings(master, folder) | ({"spark.io.encryption.enabled": "true"} if encrypted else {})
    for name, value in settings.items():
        builder = builder.config(name, value)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    logging.getLogger("py4j").setLevel(logging.WARNING)
    try:
        with _quiet():
            session = builder.getOrCreate()
            session.sparkContext.setLogLevel("OFF")
    except (PySparkException, Py4JError, OSError, RuntimeError) as error:
        what = f"spark: no session on {master} ({type(error).__name__})"
        raise NoSpark(f"{what}; check the master and that Java is 17 or later; GOTGAN_DEBUG=1 shows why") from None
    return session


def _settings(master: str, folder: Path) -> dict[str, str]:
    here = {
        "spark.driver.host": LOOPBACK,
        "spark.driver.bindAddress": LOOPBACK,
        "spark.executorEnv.PYTHONPATH": str(Path(gotgan.__file__).parent.parent),
    }
    return {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": DRIVER_MEMORY,
        "spark.local.dir": str(folder / "blocks"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.ansi.enabled": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.caseSensitive": "true",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(ARROW_ROWS),
        "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
        "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
        "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
        **(here if master.startswith("local") else {}),
    }


@contextmanager
def _quiet() -> Iterator[None]:
    """Standard output and error point nowhere: Java, started inside, keeps them so."""
    if os.environ.get("GOTGAN_DEBUG"):
        yield
        return
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(1), os.dup(2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        yield
    finally:
        for number, copy in enumerate(kept, start=1):
            os.dup2(copy, number)
            os.close(copy)
        os.close(nowhere)
