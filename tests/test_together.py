"""What shares a process of the run, and what does not."""

from __future__ import annotations

from tests import together

MILLION, PROFILE = "tests/engine/test_execute_million.py", "tests/engine/test_profile_spark.py"
SELECT = "tests/engine/test_select.py"


def unit_of(test: str) -> str:
    """What the scheduler gives to one process as a whole."""
    return together.Together._split_scope(object.__new__(together.Together), test)


def test_files_on_spark_are_those_that_take_its_session() -> None:
    files = together.on_spark()
    assert {MILLION, PROFILE} <= files
    assert SELECT not in files


def test_they_are_one_unit_and_each_other_file_is_one_of_its_own() -> None:
    assert unit_of(f"{MILLION}::test_repair") == unit_of(f"{PROFILE}::test_empty_table[nulls only]")
    assert unit_of(f"{SELECT}::test_a") == unit_of(f"{SELECT}::test_b") == SELECT
