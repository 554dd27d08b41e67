"""What the data is said to hold against what the scan sees in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gotgan.survey.rules.checks.look import Look, Raised
from gotgan.survey.rules.checks.say import fill, join
from gotgan.survey.rules.checks.shapes import as_number, is_bare, is_known, part_of
from gotgan.terms.questionnaire import Kind, Words


def labels_vs_share(look: Look) -> Raised | None:
    has_labels, share = look.yes_no("labels_present"), look.number("label_share")
    if has_labels is None or share is None or has_labels == (share > 0):
        return None
    what = look.words("labels_without_share" if has_labels else "share_without_labels")
    return Raised({"what": what}, [has_labels, share > 0], ("labels_present", "label_share"), look.scan_evidence())


def none_vs_estimate(look: Look) -> Raised | None:
    if look.codes("processing_needed") != ("none",):
        return None
    part = part_of(look.item("scanner_estimate"), Kind.CODE, Kind.CODES, code_list="processing_needed")
    key = part.key if part else "processing"
    work = sorted({code for row in look.rows("scanner_estimate") for code in _codes(row.get(key)) if code != "none"})
    if not work:
        return None
    named = join([look.label("processing_needed", code) for code in work], int(look.threshold("named")))
    return Raised({"work": named}, work, ("processing_needed", "scanner_estimate"), look.scan_evidence())


def _codes(value: Any) -> tuple[str, ...]:
    many = value if isinstance(value, list | tuple) else [value]
    return tuple(each for each in many if isinstance(each, str) and is_known(each))


def format_vs_modality(look: Look) -> Raised | None:
    """A code that stands for several kinds at once (policy `covers`) lacks none of those."""
    said = set(look.codes("modality"))
    if not said or look.facts is None:
        return None
    covers = look.table("covers")
    said |= {kind for code in tuple(said) for kind in _codes(covers.get(code))}
    shares = {kind: as_number(share) for kind, share in look.facts.modality_shares.items() if kind not in said}
    least = look.threshold("least_share")
    lacking = sorted((-share, kind) for kind, share in shares.items() if share is not None and share > least)
    if not lacking:
        return None
    each = look.words("each")
    told = [
        fill(each, {"kind": look.label("modality", kind), "percent": round(-100 * share)}) for share, kind in lacking
    ]
    return Raised(
        {"kinds": join(told, len(told))}, sorted(kind for _, kind in lacking), ("modality",), look.scan_evidence()
    )


def population_vs_region(look: Look) -> Raised | None:
    """Only where the words of the sheet speak of the whole country; a region nobody can place proves nothing."""
    if look.code("population_or_sample") != "population" or not _speaks_of(look, look.listed("nation_words")):
        return None
    sido = look.table("sido")
    placed = _placed(look, sido)
    covered = len(placed) or _provinces_seen(look)
    if not covered or covered >= len(sido):
        return None
    lacking = sorted(set(sido) - placed) if placed else []
    named = join([Words(name, name) for name in lacking], int(look.threshold("named")))
    told = fill(look.words("lacking"), {"names": named}) if lacking else Words("", "")
    places = {"covered": covered, "all": len(sido), "lacking": told}
    return Raised(places, [covered, lacking], ("population_or_sample", "region"), look.scan_evidence())


def _placed(look: Look, sido: Mapping[str, Any]) -> set[str]:
    """The sido that the rows name; all of them where a row says so."""
    words, rows = look.listed("nation_words"), look.rows("region")
    if any(word in text for row in rows for text in _texts(row) for word in words):
        return set(sido)
    return {name for row in rows for name in _sido_of(row, sido)}


def _provinces_seen(look: Look) -> int:
    """How many the scan saw, where nobody answered. Its tables may lie in different ones, so they are added up."""
    if look.facts is None or not is_bare(look.values.get("region")):
        return 0
    return sum(int(as_number(each.get("provinces")) or 0) for each in look.facts.regions)


def _speaks_of(look: Look, words: tuple[str, ...]) -> bool:
    texts = [look.text(key) or "" for key in look.listed("texts")]
    return any(word.casefold() in text.casefold() for text in texts for word in words)


def _texts(row: Mapping[str, Any]) -> list[str]:
    return [each.strip() for each in row.values() if isinstance(each, str)]


def _sido_of(row: Mapping[str, Any], sido: Mapping[str, Any]) -> list[str]:
    """By the first two digits of a code of at least two, or by the name that a text begins with."""
    return [
        name
        for name, marks in sido.items()
        if any(
            text.startswith(mark) and (not mark.isdigit() or text.isdigit()) for text in _texts(row) for mark in marks
        )
    ]


CHECKS = {
    "labels_vs_share": labels_vs_share,
    "none_vs_estimate": none_vs_estimate,
    "format_vs_modality": format_vs_modality,
    "population_vs_region": population_vs_region,
}
