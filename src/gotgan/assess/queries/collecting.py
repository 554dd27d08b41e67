"""Everything held, as the rules of a list look at it: read once, when the evidence of a version is frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gotgan.assess.queries import clusters, potential, scoring
from gotgan.assess.rules.criteria import Found
from gotgan.assess.rules.settings import Making
from gotgan.inventory import queries as inventory
from gotgan.organisations import queries as organisations
from gotgan.survey.queries.requested import requests_of
from gotgan.terms.counted import MANY, NATION
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.survey import DatasetFacts

BATCH = 200


@dataclass(frozen=True)
class Gathered:
    """`pairs` [a, b, how alike]; `names` what people read of each dataset, by id."""

    found: tuple[Found, ...]
    pairs: tuple[tuple[str, str, float], ...]
    names: Mapping[str, Mapping[str, str]]


def gather(making: Making, tell: Callable[[int, int], None]) -> Gathered:
    """Of every held dataset that the settings do not leave aside, by id. `tell` hears how many are read, of how many.

    Queries: five for 200 datasets, and a handful.
    """
    holdings = [each.organisation for each in inventory.holdings()]
    wanted = [code for code in sorted(holdings) if not making.organisations or code in making.organisations]
    counts = inventory.held_counts(wanted)
    total, facts = sum(counts.values()), []
    for code in wanted:
        facts += [_slim(each) for each in inventory.facts_of(code)]
        tell(len(facts), total)
    return _together(facts, making)


def _together(facts: list[DatasetFacts], making: Making) -> Gathered:
    ids = [each.dataset for each in facts]
    records = {}
    for start in range(0, len(ids), BATCH):
        records |= inventory.datasets_of(ids[start : start + BATCH])
    bodies = _successors({each.organisation for each in facts})
    reader = _Reader(ids, bodies)
    found = [reader.found(each, records[each.dataset]) for each in facts if each.dataset in records]
    kept = sorted(
        (each for each in found if not making.modalities or each.modality in making.modalities),
        key=lambda each: each.id,
    )
    inside = {each.id for each in kept}
    alike = clusters.redundant_pairs(inside)
    pairs = tuple((a, b, round(share, 6)) for (a, b), share in sorted(alike.items()) if {a, b} <= inside)
    return Gathered(tuple(kept), pairs, dict(_names(kept, records)))


def _slim(facts: DatasetFacts) -> DatasetFacts:
    """Without what a list has no use for: a thousand datasets are held at once. Of media only that there are any."""
    return replace(
        facts,
        tables=tuple({"table": t["table"], "rows": t.get("rows")} for t in facts.tables),
        media=dict.fromkeys(facts.media),
    )


def _successors(codes: set[str]) -> dict[str, str]:
    """Who answers today for what each organisation held: itself, or its one successor."""
    heirs = organisations.heirs_of(codes)
    return {code: heirs[code][0] if len(heirs.get(code, ())) == 1 else code for code in codes}


class _Reader:
    def __init__(self, ids: list[str], bodies: Mapping[str, str]) -> None:
        self._bodies = bodies
        self._lines, self._potentials = scoring.readiness_lines(ids), potential.potentials(ids)
        self._clusters = clusters.settled_clusters(ids)
        self._partners, self._requests = inventory.partners_of_datasets(ids), requests_of(ids)
        self._withdrawn = inventory.withdrawn_among(ids)

    def found(self, facts: DatasetFacts, record: DatasetRecord) -> Found:
        survey = record.survey
        sheet, requests = self._requests.get(facts.dataset, ("", None))
        return Found(
            id=facts.dataset, version=facts.evidence_sha256,
            organisation=self._bodies[facts.organisation], held_by=facts.organisation,
            field=record.field, modality=(facts.modality or record.modality or ("",))[0], region=_region(facts),
            cluster=self._clusters.get(facts.dataset, ""), rows=facts.rows, size_bytes=facts.size_bytes,
            period=facts.period, requests=requests, downloads=facts.downloads,
            overlap=self._overlap(facts), joinable=self._joinable(facts), missing_labels=_missing_labels(facts),
            readiness=self._lines.get(facts.dataset), potential=self._potentials.get(facts.dataset),
            provision=(survey.provision_now if survey else "") or record.provision_now,
            provision_stated=bool(survey and survey.provision_now), is_opened=facts.is_opened,
            has_findings=bool(facts.findings), was_searched=bool(facts.tables or facts.findings or facts.media),
            alone=_alone(facts),
            processing=survey.codes("processing") if survey else (),
            is_withdrawn=facts.dataset in self._withdrawn,
            survey=sheet or (survey.accepted.sheet if survey else ""),
        )  # fmt: skip

    def _overlap(self, facts: DatasetFacts) -> float | None:
        """The most content in common with a dataset outside its own cluster; None where it was not compared."""
        if not facts.is_compared:
            return None
        own = self._clusters.get(facts.dataset)
        met = self._partners.get(facts.dataset)
        shares = [
            share for other, share in (met.content.items() if met else ())
            if own is None or self._clusters.get(other) != own
        ]  # fmt: skip
        return round(max(shares, default=0.0), 6)

    def _joinable(self, facts: DatasetFacts) -> int | None:
        if not facts.is_compared:
            return None
        met = self._partners.get(facts.dataset)
        return len(met.joinable) if met else 0


def _region(facts: DatasetFacts) -> str:
    """The province's code where all tables lie in one, NATION for the country; empty where no place is told."""
    codes = {NATION if each.get("is_nation") else str(each.get("code") or "")[:2] for each in facts.regions}
    codes -= {""}
    if not codes:
        return ""
    return codes.pop() if len(codes) == 1 else NATION if NATION in codes else MANY


def _missing_labels(facts: DatasetFacts) -> float | None:
    """The share of labels that are missing, of columns named as labels where there are such."""
    columns: list[Mapping[str, Any]] = list(facts.labels.get("columns") or ())
    columns = [each for each in columns if each.get("is_sure")] or columns
    rows = sum(each.get("rows") or 0 for each in columns)
    return round(sum(each.get("missing") or 0 for each in columns) / rows, 6) if rows else None


def _alone(facts: DatasetFacts) -> float | None:
    """The largest share of rows of a table that columns together single out; None where none was looked at."""
    rows = {each["table"]: each.get("rows") for each in facts.tables}
    shares = [
        (each.get("rows_alone") or 0) / rows[each["table"]] for each in facts.risks if rows.get(each["table"])
    ]  # fmt: skip
    return round(min(1.0, max(shares)), 6) if shares else None


def _names(found: list[Found], records: Mapping[str, DatasetRecord]) -> Iterator[tuple[str, dict[str, str]]]:
    bodies = organisations.by_codes({code for each in found for code in (each.organisation, each.held_by)})
    for each in found:
        record, body = records[each.id], bodies[each.organisation]
        yield each.id, {
            "title": record.title, "title_en": record.title_en, "address": record.address,
            "organisation": each.organisation, "organisation_name": body.name, "organisation_name_en": body.name_en,
            "held_by": each.held_by, "held_by_name": bodies[each.held_by].name,
            "held_by_name_en": bodies[each.held_by].name_en,
        }  # fmt: skip
