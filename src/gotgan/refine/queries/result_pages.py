"""What runs did: columns before and after, demands beside what was reached, the way from source to version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.inventory import queries as inventory
from gotgan.refine import models
from gotgan.refine.queries.orders import NoSuchOrder
from gotgan.terms.dataset import TableEvidence


@dataclass(frozen=True)
class ColumnPair:
    """One column before and after: COLUMN of the two profiles, None where it is not there (any more).

    `findings` are what detection found before; `left` what it found after.
    """

    name: str
    entry: Mapping[str, Any]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    drift: float | None
    findings: tuple[Mapping[str, Any], ...]
    left: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Measure:
    """One demand beside what the written file reached."""

    name: str
    target: float
    reached: float | None
    is_met: bool


def source_table(order: models.WorkOrder, table: str | None) -> TableEvidence | None:
    """The measured table of the order's version that a plan means; the only one when it names none."""
    measured = [each for each in inventory.evidence_of(order.dataset_id, order.version) if each.profile is not None]
    found = [each for each in measured if table in (None, "", each.table)]
    return found[0] if found else None


def source_tables(order: models.WorkOrder) -> tuple[str, ...]:
    """The measured tables of the order's version."""
    return tuple(each.table for each in inventory.evidence_of(order.dataset_id, order.version) if each.profile)


def run_row(order: models.WorkOrder, run_id: str) -> models.Run:
    """Raises: NoSuchOrder when the order has no such run."""
    row = order.runs.select_related("plan").filter(pk=run_id).first()
    if row is None:
        raise NoSuchOrder(f"run {run_id}: the order has no such run; see its page")
    return row


def pairs_of(row: models.Run) -> tuple[ColumnPair, ...]:
    """Every column of the source in its order; none when the source was not measured."""
    source = source_table(row.order, row.plan.steps.get("table"))
    made = row.evidence[0] if row.evidence else {}
    after = {each["name"]: each for each in (made.get("profile") or {}).get("columns", ())}
    drift, entries = row.utility.get("drift") or {}, row.plan.steps.get("columns", {})
    columns = (source.profile or {}).get("columns", ()) if source else ()
    return tuple(
        ColumnPair(
            name=each["name"], entry=entries.get(each["name"], {}), before=each, after=after.get(each["name"]),
            drift=drift.get(each["name"]), findings=_of(source.findings if source else (), each["name"]),
            left=_of(row.proof.get("findings", ()), each["name"]),
        )
        for each in columns
    )  # fmt: skip


def _of(findings: Iterable[Mapping[str, Any]], column: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(each for each in findings if each.get("column") == column)


def measures_of(row: models.Run) -> tuple[Measure, ...]:
    """k, l and t as the plan asked for them, beside the proof."""
    privacy, proof = row.plan.steps.get("privacy", {}), row.proof
    reached = {"k": proof.get("k"), "l": (proof.get("l") or {}).get("distinct"), "t": proof.get("t")}
    return tuple(
        Measure(name, privacy[name], value, value is not None and _is_met(name, privacy[name], value))
        for name, value in reached.items()
        if name in privacy
    )


def _is_met(name: str, target: float, reached: float) -> bool:
    return reached <= target + 1e-9 if name == "t" else reached >= target


@dataclass(frozen=True)
class Made:
    """One activity of a lineage: what it took and what it gave, named by label and sha256."""

    kind: str
    finished: str
    took: tuple[tuple[str, str], ...]
    gave: tuple[tuple[str, str], ...]


def way_of(document: Mapping[str, Any]) -> tuple[Made, ...]:
    """A lineage (PROV-JSON, terms.lineage) as a list, from the source to the version."""
    entities = document.get("entity", {})

    def named(links: str, activity: str) -> tuple[tuple[str, str], ...]:
        found = [each["prov:entity"] for each in document.get(links, {}).values() if each["prov:activity"] == activity]
        return tuple((entities.get(each, {}).get("prov:label", ""), each.removeprefix("sha256:")) for each in found)

    depths = _depths(document)
    activities = sorted(
        document.get("activity", {}).items(), key=lambda each: (each[1]["prov:endTime"], depths[each[0]], each[0])
    )
    return tuple(
        Made(
            said["prov:type"].removeprefix("gotgan:"), said["prov:endTime"], named("used", name),
            named("wasGeneratedBy", name),
        )
        for name, said in activities
    )  # fmt: skip


def _depths(document: Mapping[str, Any]) -> dict[str, int]:
    """How many activities lead to each one: steps of one second stand in the order in which they fed each other."""
    makers = {each["prov:entity"]: each["prov:activity"] for each in document.get("wasGeneratedBy", {}).values()}
    before: dict[str, set[str]] = {name: set() for name in document.get("activity", {})}
    for each in document.get("used", {}).values():
        if maker := makers.get(each["prov:entity"]):
            before[each["prov:activity"]].add(maker)

    def depth(name: str, seen: frozenset[str]) -> int:
        """A file that comes out as it went in leads round in a circle: each step counts once."""
        earlier = before[name] - seen - {name}
        return 1 + max((depth(each, seen | {name}) for each in earlier), default=0)

    return {name: depth(name, frozenset()) for name in before}
