"""Against the last wave, against another body's answers, and against what stands elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gotgan.survey.rules.checks.context import LinkedSheet
from gotgan.survey.rules.checks.look import Look, Raised
from gotgan.survey.rules.checks.say import fill, join
from gotgan.survey.rules.checks.shapes import as_rows, as_yes_no, part_of
from gotgan.terms.questionnaire import Kind, Words
from gotgan.terms.survey import EvidenceRef


def wave_jump(look: Look) -> Raised | None:
    before = look.other(look.context.last)
    found = [*_counts(look, before), *_periods(look, before), *_scopes(look, before), *_licences(look, before)]
    if not found:
        return None
    each = look.words("each")
    told = [fill(each, {"item": look.item_label(key), "before": then, "after": now}) for key, then, now, _ in found]
    evidence = (EvidenceRef("last_wave"), *look.scan_evidence())
    return Raised(
        {"changes": join(told, len(told))}, [[key, mark] for key, *_, mark in found],
        tuple(key for key, *_ in found), evidence,
    )  # fmt: skip


Change = tuple[str, Any, Any, Any]
"""Item, before and after as they are told, and what a reply rests on."""


def _counts(look: Look, before: Look) -> Iterator[Change]:
    for key in look.listed("counts"):
        now, then = look.number(key), before.number(key)
        if now is not None and then is not None and _is_jump(look, now, then):
            yield key, then, now, [then, now]


def _is_jump(look: Look, now: int | float, then: int | float) -> bool:
    """Nothing counts as one: from none to three is no jump, from none to a thousand is."""
    low, high = sorted((abs(now), abs(then)))
    return high > look.threshold("factor") * max(low, 1)


def _periods(look: Look, before: Look) -> Iterator[Change]:
    for key in look.listed("periods"):
        lengths = []
        for each in (before, look):
            start, end = each.period(key)
            if start is None or end is None:
                break
            lengths.append(abs((end - start).days) + 1)
        else:
            then, now = lengths
            if _is_jump(look, now, then):
                days = look.words("days")
                yield key, fill(days, {"count": then}), fill(days, {"count": now}), [then, now]


def _scopes(look: Look, before: Look) -> Iterator[Change]:
    for key, pairs in look.table("scopes").items():
        now, then = look.codes(key), before.codes(key)
        if any({first, second} == {*now[:1], *then[:1]} and len(now) == len(then) == 1 for first, second in pairs):
            yield key, look.code_label(key, then[0]), look.code_label(key, now[0]), [then[0], now[0]]


def _licences(look: Look, before: Look) -> Iterator[Change]:
    """Narrowed: it forbids or demands something that the one before did not."""
    forbids, now, then = look.table("forbids"), look.code("licence"), before.code("licence")
    if now is None or then is None or now not in forbids or then not in forbids:
        return
    if set(forbids[now]) - set(forbids[then]):
        yield "licence", look.label("licence", then), look.label("licence", now), [then, now]


def sibling_differs(look: Look) -> Raised | None:
    """Its message names the items and the other body, never what that one answered."""
    links = look.listed("links")
    found = [(each, items) for each in look.context.linked if each.link in links and (items := _opposite(look, each))]
    if not found:
        return None
    items = list(dict.fromkeys(item for _, named in found for item in named))
    bodies = sorted({sheet.organisation_name or sheet.organisation for sheet, _ in found})
    most = int(look.threshold("named"))
    places = {
        "bodies": join([Words(name, name) for name in bodies], most),
        "items": join([look.item_label(key) for key in items], most),
    }
    rests_on = sorted([sheet.sheet, sorted(named)] for sheet, named in found)
    evidence = tuple(EvidenceRef("sibling", sheet.sheet) for sheet, _ in found)
    return Raised(places, rests_on, tuple(items), evidence)


def _opposite(look: Look, sheet: LinkedSheet) -> list[str]:
    other = look.other(sheet.values)
    found = []
    for key, pairs in look.table("opposites").items():
        if any({first, second} == {*look.codes(key), *other.codes(key)} for first, second in pairs):
            found.append(key)
    found += [key for key in look.listed("yes_no") if {look.yes_no(key), other.yes_no(key)} == {True, False}]
    ours, theirs = look.purposes(), other.purposes()
    if any({as_yes_no(ours[key]), as_yes_no(theirs.get(key))} == {True, False} for key in ours):
        found.append("permitted_purposes")
    return found


def uniqueness_vs_overlap(look: Look) -> Raised | None:
    """In `similar_sets` this set is `subset` of a set that is wider: a superset exists elsewhere."""
    mark = look.code("uniqueness")
    if mark is None or not mark.isdecimal() or int(mark) < look.threshold("least_mark"):
        return None
    found = sorted({*_confirmed(look), *_decided(look)})
    if not found:
        return None
    named = join([look.label("same_as", link) for link in found], len(found))
    return Raised({"mark": mark, "links": named}, [int(mark), found], ("uniqueness", "similar_sets"),
                  look.scan_evidence())  # fmt: skip


def _confirmed(look: Look) -> set[str]:
    """Links that the sheet itself says. Only confirmed rows: a candidate of the scan is no link yet."""
    part = part_of(look.item("similar_sets"), Kind.CODE, code_list="same_as")
    if part is None:
        return set()
    said = {row.get(part.key) for row in as_rows(look.answer("similar_sets"))}
    return {each for each in said if isinstance(each, str) and each in look.listed("links")}


def _decided(look: Look) -> set[str]:
    """Links that a keeper of either side confirmed in the inventory, to a dataset of another body.

    `is_reversed`: the verb says what the other one is of ours.
    """
    if look.facts is None:
        return set()
    found = set()
    for each in look.facts.overlaps:
        verbs = look.table("verbs_reversed" if each.get("is_reversed") else "verbs")
        link = verbs.get(str(each.get("verb") or ""))
        is_elsewhere = each.get("organisation") not in (None, "", look.facts.organisation)
        if each.get("status") == "confirmed" and is_elsewhere and link in look.listed("links"):
            found.add(str(link))
    return found


CHECKS = {
    "wave_jump": wave_jump,
    "sibling_differs": sibling_differs,
    "uniqueness_vs_overlap": uniqueness_vs_overlap,
}
