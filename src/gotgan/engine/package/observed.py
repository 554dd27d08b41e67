"""What profiles and receipts say by themselves of a package's limits, in Korean and English. Never a value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gotgan.engine.package.contents import Contents, PackedTable
from gotgan.terms.profile import ColumnProfile
from gotgan.terms.questionnaire import Words

FEW_VALUES = 50
ONE_SIDED = 0.9
"""From this share on, one value of few is told as a possible bias."""
MUCH_MISSING = 0.05
_MOST_COLUMNS = 10
_STEPS = {"deidentify": ("비식별", "de-identification"), "repair": ("정비", "repair"), "package": ("묶기", "packaging")}


def missing(contents: Contents) -> list[Words]:
    """Per table: how many columns lack values, and those that lack most of them."""
    said = []
    for table in contents.tables:
        shares = {column.name: share for column in table.profile.columns if (share := _missing(column, table)) > 0}
        most = sorted((name for name in shares if shares[name] >= MUCH_MISSING), key=lambda name: -shares[name])
        named = ", ".join(f"{name} {shares[name]:.0%}" for name in most[:_MOST_COLUMNS])
        total = len(table.profile.columns)
        said.append(
            Words(
                f"{table.name}: 항목 {total}개 중 {len(shares)}개에 빈 값이 있음" + (f" ({named})" if named else ""),
                f"{table.name}: {len(shares)} of {total} columns lack values" + (f" ({named})" if named else ""),
            )
        )
    return said


def biases(contents: Contents) -> list[Words]:
    """Columns of few values of which one has nearly all rows."""
    return [
        Words(
            f"{table.name}: {column.name} 항목은 한 값이 {share:.0%}를 차지함",
            f"{table.name}: one value of {column.name} has {share:.0%} of the rows",
        )
        for table in contents.tables
        for column, share in _one_sided(table)
    ]


def _one_sided(table: PackedTable) -> Iterator[tuple[ColumnProfile, float]]:
    for column in table.profile.columns:
        if column.top and column.count and 1 < (column.distinct or 0) <= FEW_VALUES:
            share = column.top[0].count / column.count
            if share >= ONE_SIDED:
                yield column, share


def limits(contents: Contents) -> list[Words]:
    """Rows that repeat, rows of another width, and generalised or suppressed columns."""
    said = []
    for table in contents.tables:
        name, profile = table.name, table.profile
        if profile.duplicate_rows:
            repeated = f"{profile.duplicate_rows:,}"
            said.append(
                Words(f"{name}: 같은 행이 {repeated}개 되풀이됨", f"{name}: {repeated} rows repeat earlier ones")
            )
        if profile.ragged_rows:
            ragged = f"{profile.ragged_rows:,}"
            said.append(
                Words(
                    f"{name}: 칸 수가 다른 행 {ragged}개",
                    f"{name}: {ragged} rows have fewer or more cells than the header",
                )
            )
    for receipt in contents.receipts:
        if receipt.get("activity") == "deidentify":
            said.append(Words("비식별 처리로 정밀도가 낮아진 값이 있음", "Values are coarser since de-identification"))
    return said


def steps(receipt: Mapping[str, Any]) -> Words:
    """One earlier step in a sentence: what it changed and dropped, by name."""
    activity = str(receipt.get("activity", ""))
    korean, english = _STEPS.get(activity, (activity, activity))
    day = str(receipt.get("finished", ""))[:10]
    totals: dict[str, list[int]] = {}
    for step in receipt.get("steps", ()):
        total = totals.setdefault(str(step.get("name", "")), [0, 0])
        total[0] += step.get("changed") or 0
        total[1] += step.get("dropped") or 0
    ko = [_count_ko(name, *total) for name, total in totals.items() if any(total)]
    en = [_count_en(name, *total) for name, total in totals.items() if any(total)]
    tool = str(receipt.get("versions", {}).get("gotgan", ""))
    by = f" (gotgan {tool})" if tool else ""
    return Words(
        f"{korean}, {day}{by}: " + ("; ".join(ko) or "바뀐 것 없음"),
        f"{english}, {day}{by}: " + ("; ".join(en) or "nothing changed"),
    )


def masked_pictures(receipts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The steps in which faces and plates of pictures were covered, by what detectors found: they find not all."""
    return [step for receipt in receipts for step in receipt.get("steps", ()) if step.get("pictures")]


def _count_ko(name: str, changed: int, dropped: int) -> str:
    said = [f"바뀐 칸 {changed:,}"] if changed else []
    return f"{name} " + ", ".join(said + ([f"뺀 행 {dropped:,}"] if dropped else []))


def _count_en(name: str, changed: int, dropped: int) -> str:
    said = [f"{changed:,} changed"] if changed else []
    return f"{name} " + ", ".join(said + ([f"{dropped:,} dropped"] if dropped else []))


def proof(document: Mapping[str, Any]) -> Words:
    """What the written file of a release was measured to reach."""
    k, keys = document.get("k"), ", ".join(map(str, document.get("keys", ())))
    least = (document.get("l") or {}).get("distinct")
    also = f", l {least}" if least is not None else ""
    also += f", t {document['t']:.3g}" if document.get("t") is not None else ""
    return Words(
        f"내보낸 파일에서 잰 값: k {k}{also} (준식별자: {keys or '없음'})",
        f"measured on the released file: k {k}{also} (quasi-identifiers: {keys or 'none'})",
    )


def _missing(column: ColumnProfile, table: PackedTable) -> float:
    gaps = column.nulls + column.blanks
    gaps += sum(sentinel.count for sentinel in column.sentinels if sentinel.means == "missing")
    return gaps / table.profile.rows if table.profile.rows else 0.0
