"""The key manager's step: which serials of the institutions are one person. No data are there to be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from gotgan.engine.combine.files import (
    LINKAGE,
    MATCH,
    SMALL,
    Handed,
    check_is_whole,
    input_of,
    receipt_of,
    working_in,
    write_query,
    write_receipt,
)
from gotgan.engine.deidentify.folder import beside
from gotgan.engine.profile.relation import Relation, open_relation
from gotgan.terms.errors import Invalid, Issue


@dataclass(frozen=True)
class Side:
    """Counts of one institution: persons in its keys, those in no other, those with several rows."""

    persons: int
    only: int
    repeated: int


@dataclass(frozen=True)
class Counts:
    """`matched`: persons in every side; `met`: in two or more; `crossed`: with several rows in two or more."""

    sides: tuple[Side, ...]
    matched: int
    met: int
    crossed: int

    def risks(self, names: Sequence[str]) -> list[str]:
        """What small numbers give away, in words."""
        said = []
        if self.matched < SMALL:
            said.append(f"only {self.matched} person(s) match, fewer than {SMALL}: each may be recognised")
        for name, side in zip(names, self.sides, strict=True):
            if 0 < side.only < SMALL:
                said.append(f"all but {side.only} person(s) of {name} match: who is known to be there is in the result")
        return said


@dataclass(frozen=True)
class Allowed:
    """What a person has looked at and lets pass."""

    whole: bool = False
    """Every person of every side matches."""
    crossed: bool = False
    """A person with several rows on both sides gives every pair of them."""


def match(
    sides: Sequence[Handed], folder: Path, *, allowed: Allowed | None = None, started: str, now: Callable[[], str]
) -> Mapping[str, Any]:
    """Write `linkage.parquet` (a serial of each side, null where a person is not there) and its receipt.

    Persons of at least two sides stand in it, a row for each combination of their serials. Returns the receipt.
    Raises: Invalid when keys do not belong together, nobody matches, or what is not `allowed` happens.
    """
    check_belongs(sides)
    names = [str(each.told["side"]) for each in sides]
    with beside(folder) as part, ExitStack() as opened:
        relations = [opened.enter_context(open_relation(each.parquet)) for each in sides]
        connection = working_in(relations)
        counts = _count(connection, relations)
        if issues := _refused(counts, allowed or Allowed()):
            raise Invalid(*issues)
        target = part / LINKAGE
        columns = [f"serial_{number}" for number in range(1, len(sides) + 1)]
        rows = write_query(connection, _linkage(relations), columns, target)
        receipt = receipt_of(
            MATCH, (started, now()), [input_of(each) for each in sides], _told(sides, names, counts), (target, rows)
        )
        write_receipt(part, receipt)
    return receipt


def check_belongs(sides: Sequence[Handed]) -> None:
    """Raises: Invalid unless all keys were made under one key, for one combination, from the same fields."""
    check_is_whole(sides, "key files")
    issues = []
    if len({each.told.get("key_id") for each in sides}) > 1:
        issues.append(Issue("key files", "they were made under different keys", "prepare all under the one key"))
    if len({tuple(each.told.get("fields", ())) for each in sides}) > 1:
        what = "their join keys are made of different fields"
        issues.append(Issue("key files", what, "prepare all with the same fields: COLUMN=FIELD"))
    if issues:
        raise Invalid(*issues)


def _count(connection: duckdb.DuckDBPyConnection, relations: Sequence[Relation]) -> Counts:
    """`people`: every join key with its rows on each side (n0, n1, ...), and on how many sides it stands."""
    places = range(len(relations))
    each = " UNION ALL ".join(
        f"SELECT c0 AS k, {', '.join(f'{int(place == other)} AS n{other}' for other in places)} FROM {relation.source}"
        for place, relation in enumerate(relations)
    )
    sums = ", ".join(f"sum(n{place})::BIGINT AS n{place}" for place in places)
    on = " + ".join(f"(sum(n{place}) > 0)::INT" for place in places)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE people AS SELECT k, {sums}, {on} AS sides FROM ({each}) GROUP BY k"
    )
    said = ", ".join(
        f"count_if(n{place} > 0), count_if(n{place} > 0 AND sides = 1), count_if(n{place} > 1)" for place in places
    )
    several = " + ".join(f"(n{place} > 1)::INT" for place in places)
    (row,) = connection.execute(
        f"SELECT count_if(sides = {len(relations)}), count_if(sides > 1), count_if({several} > 1), {said} FROM people"
    ).fetchall()
    found = [int(value) for value in row]
    return Counts(tuple(Side(*found[at : at + 3]) for at in range(3, len(found), 3)), found[0], found[1], found[2])


def _refused(counts: Counts, allowed: Allowed) -> list[Issue]:
    if not counts.matched:
        remedy = "look whether the sides wrote the same fields and share the key"
        return [Issue("key files", "no person stands in all of them", remedy)]
    issues = []
    if counts.crossed and not allowed.crossed:
        what = f"{counts.crossed} person(s) have several rows on two sides, so every pair of them would be a row"
        issues.append(Issue("key files", what, "make one row a person on one side, or allow it (--crossed)"))
    if (
        counts.met == counts.matched
        and all(side.persons == counts.matched for side in counts.sides)
        and not allowed.whole
    ):
        what = "every person of every side matches: the tables may be one and the same"
        issues.append(Issue("key files", what, "look at how they were made, or allow it (--whole)"))
    return issues


def _linkage(relations: Sequence[Relation]) -> str:
    serials = ", ".join(f"t{place}.s AS s{place}" for place in range(len(relations)))
    joins = " ".join(
        f"LEFT JOIN (SELECT c0 AS k, c1 AS s FROM {relation.source}) t{place} ON t{place}.k = people.k"
        for place, relation in enumerate(relations)
    )
    order = ", ".join(f"s{place} NULLS LAST" for place in range(len(relations)))
    return f"SELECT {serials} FROM people {joins} WHERE people.sides > 1 ORDER BY {order}"


def _told(sides: Sequence[Handed], names: Sequence[str], counts: Counts) -> dict[str, Any]:
    first = sides[0].told
    return {
        "combination": first["combination"],
        "key_id": first["key_id"],
        "fields": list(first["fields"]),
        "sides": [
            {"side": name, "preparation": each.told["preparation"], "without_key": each.told.get("without_key", 0),
             "persons": side.persons, "only": side.only, "repeated": side.repeated}
            for name, each, side in zip(names, sides, counts.sides, strict=True)
        ],
        "matched": counts.matched,
        "met": counts.met,
        "crossed": counts.crossed,
        "risks": counts.risks(names),
    }  # fmt: skip
