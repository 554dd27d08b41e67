"""What `gotgan select` reads, made from what a version keeps; whoever has its archive makes the same files."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gotgan.assess.rules import tables
from gotgan.assess.rules.deciding import deciding_weights, has_panel
from gotgan.assess.rules.evidence import candidates_in
from gotgan.assess.rules.settings import Known, read_settings
from gotgan.terms.selection import PanelResult


def files_from(
    evidence: Mapping[str, Any], settings: Mapping[str, Any], shortlist: Collection[str], panel: PanelResult,
    out: Collection[str],
) -> dict[str, bytes]:  # fmt: skip
    """Chosen from is the shortlist where a panel rated it; without one, everybody who may be chosen. `out`: who is out
    by an objection that was granted, and is in neither. Raises: Invalid."""
    lines = [line for line in candidates_in(evidence) if line["id"] not in out]
    if has_panel(panel):
        rated = frozenset(shortlist)
        lines = [line for line in lines if line["id"] in rated]
    read = read_settings(settings, Known(None, len(lines)))
    weights, notes = deciding_weights(read.weights, panel)
    ids = [line["id"] for line in lines]
    return {
        tables.CANDIDATES: tables.candidates_csv(lines, weights, read.making, panel),
        tables.PAIRS: tables.pairs_csv(evidence["pairs"], ids, read.making.redundancy_factor),
        tables.RULES: tables.rules_yaml(read, weights, notes),
    }
