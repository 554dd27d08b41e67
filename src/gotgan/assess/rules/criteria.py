"""The measured criteria of a candidate, 0 to 1, more is better; each with its method, confidence, numbers and evidence.

Source: measure.md section 9. What is missing gets the default of the table DEFAULTS at a confidence of DOUBT, or, where
nothing may stand for it (readiness), leaves the candidate out. Values are rounded to a millionth, never NaN.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gotgan.terms.readiness import DECLARED_CAP
from gotgan.terms.selection import Potential, ReadinessLine

DEFAULTS = {
    "demand": 0.3,  # nobody counted: less than the middle, as asking leaves traces
    "uniqueness": 0.5,  # not compared: either may hold
    "scale": 0.2,  # neither rows nor bytes known
    "labels": 0.0,  # no label was met: what has none needs labelling
    "linkability": 0.2,  # not compared
    "provision": 0.3,  # not answered
    "residual_risk": 0.5,  # findings and no trial, or nobody has looked
    "effort": 0.4,  # no trial and no answer
    "public_benefit": 0.5,  # not rated: the middle of the rubric
    "beneficiaries": 0.5,
}
DOUBT, SURE, FAIR = 0.2, 1.0, 0.6
"""Confidence of a default, of what was measured, of what was declared or estimated."""
DEFAULT = "default"
"""The method word of a criterion that nothing speaks for; else those of terms.readiness.Method."""
MANY_LINKS, MUCH_COST = 20, 100_000_000
PROVISION = {"open": 1.0, "limited": 0.5, "internal": 0.2, "none": 0.0}
"""By the answer to `provision_now`; an answer alone is worth at most DECLARED_CAP."""


@dataclass(frozen=True)
class Found:
    """What the earlier rooms know of one dataset. None: not known.

    `held_by` is the organisation that holds it, `organisation` who answers for it today (a successor). `overlap` is
    the largest share of content in common with a dataset outside its cluster, None where it was not compared;
    `missing_labels` the share of labels that are missing, None where it has none; `provision_stated` by a survey;
    `is_withdrawn`: the version that it offers was taken back; `was_searched`: its data were looked through for
    identifiers.
    """

    id: str
    version: str
    organisation: str
    held_by: str
    field: str = ""
    modality: str = ""
    region: str = ""
    cluster: str = ""
    rows: int | None = None
    size_bytes: int | None = None
    period: tuple[str, str] | None = None
    requests: int | None = None
    downloads: int | None = None
    overlap: float | None = None
    joinable: int | None = None
    missing_labels: float | None = None
    readiness: ReadinessLine | None = None
    potential: Potential | None = None
    provision: str = ""
    provision_stated: bool = False
    is_withdrawn: bool = False
    is_opened: bool = False
    has_findings: bool = False
    was_searched: bool = False
    alone: float | None = None
    processing: tuple[str, ...] = ()
    survey: str = ""


@dataclass(frozen=True)
class Measured:
    """One criterion. `numbers` are what it was computed from; `evidence` names where they stand: {kind, ref}. `ends`:
    low and high, where the value is an estimate."""

    value: float
    method: str
    confidence: float
    numbers: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[Mapping[str, str], ...] = ()
    ends: tuple[float, float] | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "value": self.value, "method": self.method, "confidence": self.confidence, "numbers": dict(self.numbers),
            "evidence": [dict(each) for each in self.evidence],
            **({} if self.ends is None else {"low": self.ends[0], "high": self.ends[1]}),
        }  # fmt: skip


@dataclass(frozen=True)
class Scales:
    """What all candidates together set the measure by: the most requests and downloads, amounts by modality, sorted."""

    requests: int
    downloads: int
    rows: Mapping[str, Sequence[int]]
    sizes: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, found: Iterable[Found]) -> Scales:
        rows: dict[str, list[int]] = {}
        sizes: dict[str, list[int]] = {}
        requests = downloads = 0
        for each in found:
            requests, downloads = max(requests, each.requests or 0), max(downloads, each.downloads or 0)
            if each.rows is not None:
                rows.setdefault(each.modality, []).append(each.rows)
            if each.size_bytes is not None:
                sizes.setdefault(each.modality, []).append(each.size_bytes)
        return cls(requests, downloads, _sorted(rows), _sorted(sizes))


def _sorted(amounts: Mapping[str, list[int]]) -> dict[str, list[int]]:
    return {name: sorted(held) for name, held in amounts.items()}


def measure(found: Found, scales: Scales) -> dict[str, Measured]:
    """Every criterion but those that the panel alone rates, by id; without readiness where it was not assessed."""
    measured = {
        "demand": _demand(found, scales), "uniqueness": _uniqueness(found), "scale": _scale(found, scales),
        "labels": _labels(found), "linkability": _linkability(found), "provision": _provision(found),
        "residual_risk": _residual_risk(found), "effort": _effort(found),
    }  # fmt: skip
    line = found.readiness
    if line is not None and line.total is not None:
        numbers = {"total": line.total, "use": line.use}
        sheet = ({"kind": "sheet", "ref": str(line.sheet)},)
        sure = FAIR if line.method == "declared" else SURE
        measured["readiness"] = Measured(_share(line.total / 100), line.method, sure, numbers, sheet)
    return measured


def _demand(found: Found, scales: Scales) -> Measured:
    """The mean of log(1 + count) / log(1 + largest count) of requests and downloads, of those that are stated."""
    told = [(found.requests, scales.requests), (found.downloads, scales.downloads)]
    shares = [math.log1p(count) / math.log1p(most) if most else 0.0 for count, most in told if count is not None]
    if not shares:
        return _default("demand")
    method = "declared" if found.downloads is None else "measured"
    numbers = {"requests": found.requests, "downloads": found.downloads}
    evidence = [{"kind": "survey", "ref": found.survey}] if found.requests is not None else []
    evidence += [{"kind": "catalogue", "ref": found.id}] if found.downloads is not None else []
    confidence = SURE if len(shares) > 1 else FAIR
    return Measured(_share(sum(shares) / len(shares)), method, confidence, numbers, tuple(evidence))


def _uniqueness(found: Found) -> Measured:
    """1 - the largest content overlap; its own cluster does not count, as at most one of it comes in."""
    if found.overlap is None:
        return _default("uniqueness")
    return Measured(
        _share(1 - found.overlap),
        "measured",
        SURE,
        {"overlap": found.overlap},
        ({"kind": "overlaps", "ref": found.id},),
    )


def _scale(found: Found, scales: Scales) -> Measured:
    """Its percentile by rows within its modality; by bytes where rows are not known."""
    for name, amount, held in (
        ("rows", found.rows, scales.rows), ("size_bytes", found.size_bytes, scales.sizes),
    ):  # fmt: skip
        if amount is not None:
            numbers = {name: amount, "modality": found.modality, "of": len(held[found.modality])}
            confidence = SURE if name == "rows" else FAIR
            share = percentile(amount, held[found.modality])
            return Measured(share, "measured", confidence, numbers, ({"kind": "version", "ref": found.version},))
    return _default("scale")


def percentile(amount: float, held: Sequence[float]) -> float:
    """The share of sorted amounts below it, equals counted half; 0.5 for one that stands alone."""
    below, through = bisect_left(held, amount), bisect_right(held, amount)
    return _share((below + through) / 2 / len(held))


def _labels(found: Found) -> Measured:
    """The share of labels that are there."""
    if found.missing_labels is None:
        return _default("labels")
    numbers = {"missing": found.missing_labels}
    return Measured(
        _share(1 - found.missing_labels), "measured", SURE, numbers, ({"kind": "version", "ref": found.version},)
    )


def _linkability(found: Found) -> Measured:
    """log(1 + datasets it can be joined with) / log(1 + MANY_LINKS), at most 1."""
    if found.joinable is None:
        return _default("linkability")
    share = math.log1p(found.joinable) / math.log1p(MANY_LINKS)
    return Measured(
        _share(share), "measured", SURE, {"joinable": found.joinable}, ({"kind": "overlaps", "ref": found.id},)
    )


def _provision(found: Found) -> Measured:
    """1 where this hub hands it out to everyone; else by the answer, which alone is worth at most DECLARED_CAP."""
    numbers = {"provision_now": found.provision}
    if found.is_opened:
        return Measured(1.0, "measured", SURE, numbers, ({"kind": "dataset", "ref": found.id},))
    if found.provision_stated and found.provision in PROVISION:
        value = min(PROVISION[found.provision], DECLARED_CAP)
        return Measured(value, "declared", FAIR, numbers, ({"kind": "survey", "ref": found.survey},))
    return _default("provision")


def _residual_risk(found: Found) -> Measured:
    """1 - the least residual risk of an open way to provide it, as a trial measured it; 1 where it was looked through
    and nothing was found."""
    if found.potential is not None:
        risks = [mode.risk for mode in found.potential.modes if mode.is_open and mode.risk is not None]
        if risks:
            evidence = ({"kind": "trial", "ref": str(found.potential.trial)},)
            return Measured(_share(1 - min(risks)), "sampled", SURE, {"risk": min(risks)}, evidence)
    if found.was_searched and not found.has_findings and not found.alone:
        return Measured(1.0, "measured", FAIR, {"findings": 0}, ({"kind": "version", "ref": found.version},))
    return _default("residual_risk")


def _effort(found: Found) -> Measured:
    """1 / (1 + the least cost of an open way / 100 million won), as estimated from a trial; 0.6 where the organisation
    says that nothing needs to be done."""
    if found.potential is not None:
        costs = [mode.cost_won for mode in found.potential.modes if mode.is_open and mode.cost_won is not None]
        if costs:
            evidence = ({"kind": "trial", "ref": str(found.potential.trial)},)
            won = min(cost.value for cost in costs)
            low, high = _little(min(cost.high for cost in costs)), _little(min(cost.low for cost in costs))
            ends = (low, high) if low < high else None
            return Measured(_little(won), "sampled", FAIR, {"won": won}, evidence, ends)
    if found.processing == ("none",):
        evidence = ({"kind": "survey", "ref": found.survey},)
        return Measured(DECLARED_CAP, "declared", FAIR, {"processing": "none"}, evidence)
    return _default("effort")


def _little(won: float) -> float:
    return _share(1 / (1 + won / MUCH_COST))


def _default(name: str) -> Measured:
    return Measured(DEFAULTS[name], DEFAULT, DOUBT)


def _share(value: float) -> float:
    """Within 0 to 1, to a millionth."""
    return round(min(1.0, max(0.0, value)), 6)
