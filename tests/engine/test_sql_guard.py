"""The load guard: all of it is said before a session opens, and each refusal says what to change."""

from __future__ import annotations

from datetime import datetime
from inspect import signature
from pathlib import Path

import pytest

from gotgan.engine.sources import open_source
from gotgan.engine.sources.address import AddressRefused
from gotgan.engine.sources.sql.guard import DEFAULTS, LoadGuard, OutsideWindow, guard_of, read_window
from gotgan.engine.sources.sql.place import OPTIONS, read_place
from gotgan.engine.sources.sql.source import NeverExecuted, open_database
from gotgan.terms.errors import Invalid, Unavailable


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2024, 1, 1, hour, minute)


def test_a_guard_has_no_defaults() -> None:
    public = [item for name, item in signature(LoadGuard).parameters.items() if not name.startswith("_")]
    assert len(public) == 5
    assert all(item.default is item.empty for item in public)


@pytest.mark.parametrize(
    ("window", "inside", "outside"),
    [
        ("20:00-06:00", [(20, 0), (23, 59), (0, 0), (5, 59)], [(6, 0), (12, 0), (19, 59)]),
        ("09:30-18:00", [(9, 30), (17, 59)], [(9, 29), (18, 0), (0, 0)]),
        ("22:00-24:00", [(22, 0), (23, 59)], [(0, 0), (21, 59)]),
        ("00:00-24:00", [(0, 0), (23, 59)], []),
    ],
)
def test_window(window: str, inside: list[tuple[int, int]], outside: list[tuple[int, int]]) -> None:
    hours = read_window(window)
    assert all(hours.holds(at(*moment)) for moment in inside)
    assert not any(hours.holds(at(*moment)) for moment in outside)


def test_window_that_closes_meanwhile() -> None:
    hours = iter([at(5), at(7)])
    guard = guard_of({"window": "20:00-06:00"}, lambda: next(hours))
    guard.check_window("t")
    with pytest.raises(OutsideWindow, match="t: may be read between 20:00-06:00 only, and it is 07:00"):
        guard.check_window("t")


def test_every_wrong_option_is_told() -> None:
    with pytest.raises(Invalid) as wrong:
        guard_of({"window": "8-9", "row_cap": "many", "lock_timeout": "0", "statement_timeout": "-1"}, lambda: at(0))
    assert [issue.place for issue in wrong.value.issues] == [
        "option statement_timeout", "option lock_timeout", "option row_cap", "option window",
    ]  # fmt: skip
    assert "write the hours as 20:00-06:00" in str(wrong.value.issues[3])


def test_row_cap() -> None:
    guard = guard_of({"row_cap": "1000"}, lambda: at(0))
    assert guard.may_read_whole(1000)
    above, unknown = guard.may_read_whole(10**9), guard.may_read_whole(None)
    assert above.reasons == (
        "about 1,000,000,000 rows, above the cap of 1,000; raise the option row_cap to read them all",
    )
    assert not unknown
    assert "ANALYZE" in unknown.reasons[0]


def test_one_connection() -> None:
    guard = guard_of({}, lambda: at(0))
    with guard.one_connection("t"), pytest.raises(Unavailable, match="over one connection already"):
        guard.one_connection("t").__enter__()
    with guard.one_connection("t"):
        pass


@pytest.mark.parametrize("address", ["oracle://u@h:1521/db", "mssql://u@h:1433/db"])
def test_what_was_never_executed_is_not_opened(address: str) -> None:
    with pytest.raises(NeverExecuted, match="was never executed, so it is not opened; export the tables"):
        open_database(address, {})


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("postgresql://h", "the postgresql address: names no host or no database"),
        ("postgresql://h/a/b", "the postgresql address: names no host or no database"),
        ("postgresql://h:x/db", "the address of the database: cannot be read"),
        ("postgresql://h/db?password=hush", "the postgresql address: holds a password"),
        ("postgresql://u:hush@h/db", "the postgresql address: holds a password"),
        ("postgresql://h/db?options=x", "the postgresql address: 'options' behind ? is not known"),
        ("db2://h/db", "the address: names no database that is known"),
    ],
)
def test_wrong_addresses(address: str, line: str) -> None:
    with pytest.raises(Invalid) as wrong:
        read_place(address)
    assert str(wrong.value).startswith(line)
    assert "hush" not in str(wrong.value)


def test_unknown_option_is_refused() -> None:
    with pytest.raises(Invalid, match="is not known to postgresql"):
        open_database("postgresql://h/db", {"colour": "red"})
    with pytest.raises(Invalid, match="would hold a secret"):
        open_database("postgresql://h/db", {"password": "hush"})


def test_address_is_shown_in_one_way() -> None:
    place = read_place(" mariadb://홍@[::1]/시%20도 ")
    assert (place.dialect.name, place.host, place.port, place.user, place.database) == (
        "mysql",
        "::1",
        3306,
        "홍",
        "시 도",
    )
    assert place.shown == "mysql://%ED%99%8D@[::1]:3306/%EC%8B%9C%20%EB%8F%84"


def test_every_option_and_usual_value_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs/how-to/measure-a-database.md").read_text(encoding="utf-8")
    assert not [name for name in OPTIONS if f"`{name}`" not in page]
    assert not [name for name, usual in DEFAULTS.items() if f"| `{name}` | {usual} |" not in page]


@pytest.mark.parametrize("address", ["postgresql://u@127.0.0.1/db", "mysql://u@10.0.0.1/db", "sqlite:////etc/x.db"])
def test_a_stranger_opens_no_private_database(address: str) -> None:
    with pytest.raises(AddressRefused, match="in a private network; ask the hub's operator"):
        open_source(None, address, allow_private=False)
