"""The combining body's step: the data put together by the linkage. No join key and no identifier is there to be seen.

The result has no serials, and its rows stand in an order that comes from neither side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from gotgan.engine.combine.files import (
    DATA,
    JOIN,
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

INNER, LEFT, OUTER = "inner", "left", "outer"
WAYS = (INNER, LEFT, OUTER)
SUFFIX, REFUSE = "suffix", "refuse"


def join(
    payloads: Sequence[Handed],
    linkage: Handed,
    folder: Path,
    *,
    how: str = INNER,
    collisions: str = SUFFIX,
    seed: str,
    started: str,
    now: Callable[[], str],
) -> Mapping[str, Any]:
    """Write `data.parquet` and its receipt; returns the receipt.

    `how`: persons of all sides (inner), every row of the first payload (left), every row of all (outer). A column
    name of two sides gets the side's name after it, or is refused. `seed`: random hex, for the order of rows.
    Raises: Invalid when payloads and linkage do not belong together.
    """
    first = payloads[0].told.get("side") if payloads else None
    ordered = in_order_of(payloads, linkage)
    names = _names(ordered, collisions)
    at = next(place for place, each in enumerate(ordered) if each.told["side"] == first)
    with beside(folder) as part, ExitStack() as opened:
        links = opened.enter_context(open_relation(linkage.parquet))
        sides = [opened.enter_context(open_relation(each.parquet)) for each in ordered]
        connection = working_in([links, *sides])
        _check_rows(connection, links, sides)
        target = part / DATA
        rows = write_query(connection, _query(links, sides, how, at, seed), names, target)
        told = {
            "combination": linkage.told["combination"], "how": how, "sides": [each.told["side"] for each in ordered],
            "risks": _risks(linkage, rows),
        }  # fmt: skip
        read = [*(input_of(each) for each in ordered), input_of(linkage)]
        receipt = receipt_of(JOIN, (started, now()), read, told, (target, rows))
        write_receipt(part, receipt)
    return receipt


def in_order_of(payloads: Sequence[Handed], linkage: Handed) -> list[Handed]:
    """The payloads as the linkage's columns name them. Raises: Invalid."""
    check_is_whole(payloads, "payloads")
    wanted = [str(each["preparation"]) for each in linkage.told["sides"]]
    found = {str(each.told["preparation"]): each for each in payloads}
    if set(found) != set(wanted) or linkage.told["combination"] != payloads[0].told["combination"]:
        what = "they are not those whose keys were matched"
        raise Invalid(Issue("payloads", what, "give each side's payload of the same preparation as its keys"))
    return [found[each] for each in wanted]


def _names(ordered: Sequence[Handed], collisions: str) -> list[str]:
    """The columns of the result, side after side; names that differ by case alone meet too."""
    columns = [(each.told["side"], name) for each in ordered for name in pq.read_schema(each.parquet).names[1:]]
    seen = [name.casefold() for _, name in columns]
    met = [(side, name) for side, name in columns if seen.count(name.casefold()) > 1]
    if met and collisions == REFUSE:
        raise Invalid(*(Issue(f"column {name!r}", "it is there on two sides", "rename it on one") for _, name in met))
    names = [f"{name}_{side}" if (side, name) in met else name for side, name in columns]
    if len({name.casefold() for name in names}) < len(names):
        raise Invalid(Issue("columns", "two would have the same name", "rename one of them"))
    return names


def _check_rows(connection: duckdb.DuckDBPyConnection, links: Relation, sides: Sequence[Relation]) -> None:
    """Raises: Invalid when the linkage names a serial that its payload lacks."""
    for place, side in enumerate(sides):
        ((missing,),) = connection.execute(
            f"SELECT count(*) FROM (SELECT c{place} AS s FROM {links.source}) l "
            f"ANTI JOIN (SELECT c0 AS s FROM {side.source}) p ON l.s = p.s WHERE l.s IS NOT NULL"
        ).fetchall()
        if missing:
            what = f"{missing} row(s) of the linkage are not in payload number {place + 1}"
            raise Invalid(Issue("linkage", what, "have all sides prepare, and match, again"))


def _query(links: Relation, sides: Sequence[Relation], how: str, first: int, seed: str) -> str:
    """The rows that are linked, then those of one side alone where they are asked for; in a drawn order."""
    places = range(len(sides))
    wanted = {INNER: places, LEFT: [first], OUTER: []}[how]
    needs = " AND ".join(f"l.c{place} IS NOT NULL" for place in wanted) or "true"
    data = [[f"p{place}.c{column}" for column in range(1, len(sides[place].types))] for place in places]
    joins = " ".join(f"LEFT JOIN {_aliased(sides[place], f'p{place}')} ON l.c{place} = p{place}.c0" for place in places)
    drawn = _drawn([f"l.c{place}" for place in places], seed)
    parts = [f"SELECT {', '.join(_flat(data))}, {drawn} AS o FROM {_aliased(links, 'l')} {joins} WHERE {needs}"]
    for alone in {INNER: [], LEFT: [first], OUTER: list(places)}[how]:
        cells = [
            [f"CAST(NULL AS {kind})" for kind in sides[place].types[1:]] if place != alone else data[place]
            for place in places
        ]
        parts.append(
            f"SELECT {', '.join(_flat(cells))}, {_drawn([f'p{alone}.c0'], seed)} AS o "
            f"FROM {_aliased(sides[alone], f'p{alone}')} ANTI JOIN {_aliased(links, 'l')} ON l.c{alone} = p{alone}.c0"
        )
    numbered = ", ".join(f"d{number}" for number in range(len(_flat(data))))
    return f"SELECT {numbered} FROM ({' UNION ALL '.join(parts)}) AS t({numbered}, o) ORDER BY o"


def _aliased(relation: Relation, name: str) -> str:
    columns = ", ".join(f"c{place}" for place in range(len(relation.types)))
    return f"(SELECT {columns} FROM {relation.source}) AS {name}"


def _drawn(serials: Sequence[str], seed: str) -> str:
    bare = "".join(sign for sign in seed if sign in "0123456789abcdef")
    return f"md5(concat_ws('|', '{bare}', {', '.join(serials)}))"


def _flat(cells: Sequence[Sequence[str]]) -> list[str]:
    return [cell for each in cells for cell in each]


def _risks(linkage: Handed, rows: int) -> list[str]:
    said = [str(each) for each in linkage.told.get("risks", ())]
    return [*said, f"the result has {rows} row(s), fewer than {SMALL}"] if rows < SMALL else said
