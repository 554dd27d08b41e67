"""One Spark session for a test module: starting one takes seconds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from gotgan.engine.profile.spark import open_session
from gotgan.engine.profile.spark.session import NoJava, NoPyspark, check_spark


def need_spark() -> None:
    """Skip without Java or pyspark; with CI=true fail."""
    try:
        check_spark()
    except (NoJava, NoPyspark) as error:
        missing = "no java" if isinstance(error, NoJava) else "no pyspark"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(f"NOT RUN: spark: {missing}; with CI=true a missing group fails")
        pytest.skip(f"NOT RUN: spark: {missing}")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    need_spark()
    with open_session("local[2]") as session:
        yield session
