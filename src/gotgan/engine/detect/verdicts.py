"""What the evidence of a column speaks for: shares, its name, and a vote between kinds of one shape.

Sources: korean-data rules 2.2 and 2.3. Random numbers of thirteen digits name a birth in about one
of 27 cases, so a share near that is chance; resident, foreigner and corporation numbers have one
shape, so their check digits vote. Nothing here depends on one threshold of a single cell's score.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import comb

from gotgan.engine.detect import context, people
from gotgan.engine.detect.column import ColumnState
from gotgan.terms.finding import IdentifierKind as Kind

BIRTH_BY_CHANCE = 0.037
LEAST_SHARE = 0.10
FEW_CELLS = 5
UNLIKELY = 0.05
CORPORATE_MAJORITY = 0.7
OF_FORM = (Kind.VEHICLE_PLATE, Kind.PASSPORT, Kind.DRIVER_LICENCE)
OF_FORM_SHARE = 0.5
"""A column is full of what has no check digit, whatever it is called."""
LEAST_WIDE, PRIVATE_SHARE = 0.25, 0.9
"""Of cells like 1.2.3.4: those with a part of three digits, or those of one private net, before they are addresses."""
MOSTLY_BIRTHS = 0.5
"""Of the filled cells that are written like a day, whether or not it exists, under a header that says births:
a header is strong evidence, and births spoilt on the way (day before month, a zero day) are births still."""
PERSONS = (Kind.RESIDENT_NUMBER, Kind.FOREIGNER_NUMBER)
OF_PICTURES = (Kind.COORDINATES, Kind.PERSON_NAME)
"""What a picture tells beside its pixels (pictures.py)."""


@dataclass(frozen=True)
class Verdict:
    """`groups` are disjoint: their sums are the finding's count."""

    kind: str
    groups: tuple[str, ...]
    checked: float = 0.0


def verdicts_of(said: frozenset[str], state: ColumnState) -> Iterator[Verdict]:
    """One or several for each kind that the column may hold. `said`: the kinds that its name speaks of."""
    yield from _persons_and_corporations(said, state)
    yield from _businesses(said, state)
    yield from _cards(said, state)
    yield from _phones(said, state)
    yield from _plain_forms(said, state)
    yield from _people(state)
    yield from _texts(said, state)
    yield from (Verdict(kind, (f"picture.{kind}",)) for kind in OF_PICTURES)


def _persons_and_corporations(said: frozenset[str], state: ColumnState) -> Iterator[Verdict]:
    cells = state.cells
    total = cells["id13.gap"] + cells["id13.bare"]
    yield Verdict(Kind.RESIDENT_NUMBER, ("id13.masked.resident",))
    yield Verdict(Kind.FOREIGNER_NUMBER, ("id13.masked.foreigner",))
    checked = (cells["id13.gap.birth.check"] + cells["id13.bare.birth.check"]) / max(total, 1)
    corporate = (cells["id13.gap.corporation"] + cells["id13.bare.corporation"]) / max(total, 1)
    if total and _is_corporate(said, checked, corporate):
        yield Verdict(Kind.CORPORATION_NUMBER, ("id13.gap", "id13.bare"), corporate)
        return
    for gap in ("gap", "bare"):
        if _are_persons(said, state, gap):
            for kind, who in zip(PERSONS, ("resident", "foreigner"), strict=True):
                yield Verdict(kind, (f"id13.{gap}.birth.{who}",), checked)
    if _says_person(said):
        yield Verdict(Kind.RESIDENT_NUMBER, ("short13",))
    if total and cells["id13.corporation.only"] >= 0.25 * total and context.NOT_PERSONAL not in said:
        yield Verdict(Kind.CORPORATION_NUMBER, ("id13.corporation.only",), 1.0)


def _is_corporate(said: frozenset[str], checked: float, corporate: float) -> bool:
    """Seoul's 110111-... is a day of birth: name first, then the majority of the check digits."""
    if _says_person(said):
        return False
    if context.CORPORATION in said:
        return not (checked >= 0.5 and corporate < 0.3)
    return corporate >= CORPORATE_MAJORITY and checked < 0.5


def _are_persons(said: frozenset[str], state: ColumnState, gap: str) -> bool:
    cells = state.cells
    births = cells[f"id13.{gap}.birth.resident"] + cells[f"id13.{gap}.birth.foreigner"]
    if _says_person(said) or not births:
        return bool(births)
    shaped = cells[f"id13.{gap}"]
    if gap == "gap":
        return is_more_than_chance(births, shaped)
    if cells["id13.bare.ean"] >= 0.9 * shaped and (shaped >= FEW_CELLS or context.NOT_PERSONAL in said):
        return False
    runs = shaped + state.hits["text.thirteen"]
    return is_more_than_chance(births, runs) and not _reads_like_a_clock(state, births)


def is_more_than_chance(births: int, runs: int) -> bool:
    """Whether so many births among so many numbers of the shape are more than accident."""
    if births < LEAST_SHARE * runs or births == 0:
        return False
    if runs < FEW_CELLS or births >= FEW_CELLS * 4:
        return True
    by_chance = sum(comb(runs, k) * BIRTH_BY_CHANCE**k * (1 - BIRTH_BY_CHANCE) ** (runs - k) for k in range(births))
    return 1 - by_chance < UNLIKELY


def _reads_like_a_clock(state: ColumnState, births: int) -> bool:
    """Milliseconds of a few days: the same months again and again, no pair of seventh digits.

    People of one month (a register of births) still come as boys and girls, half and half.
    """
    if births < 20 or state.cells["id13.bare.birth.check"] >= 0.3 * births:
        return False
    months = [group for group in state.cells if group.startswith("chance.month.")]
    genders = [state.cells[f"chance.gender.{digit}"] / births for digit in range(10)]
    is_paired = any(min(genders[odd : odd + 2]) >= 0.25 and sum(genders[odd : odd + 2]) >= 0.9 for odd in (1, 3, 5, 7))
    return len(months) <= min(12, max(3, births // 50)) and not is_paired


def _says_person(said: frozenset[str]) -> bool:
    return bool(said & set(PERSONS))


def _businesses(said: frozenset[str], state: ColumnState) -> Iterator[Verdict]:
    cells, kind = state.cells, Kind.BUSINESS_NUMBER
    for gap in ("gap", "bare"):
        shaped = cells[f"id10.{gap}"]
        checked = cells[f"id10.{gap}.check"] / max(shaped, 1)
        is_likely = checked >= 0.5 and (gap == "gap" or shaped >= FEW_CELLS) and context.PHONE not in said
        if is_likely or (kind in said and context.PHONE not in said):
            yield Verdict(kind, (f"id10.{gap}",), checked)


def _cards(said: frozenset[str], state: ColumnState) -> Iterator[Verdict]:
    cells, kind = state.cells, Kind.CARD_NUMBER
    for gap in ("gap", "bare"):
        shaped = cells[f"card.{gap}"]
        checked = cells[f"card.{gap}.check"] / max(shaped, 1)
        is_grouped = gap == "gap" and checked >= 0.3
        is_likely = checked >= 0.5 and shaped >= FEW_CELLS and cells["card.long"] >= 0.5 * shaped
        if kind in said:
            yield Verdict(kind, (f"card.{gap}",), checked)
        elif (is_grouped or is_likely) and not _says_person(said):
            yield Verdict(kind, (f"card.{gap}.check",), checked)


def _phones(said: frozenset[str], state: ColumnState) -> Iterator[Verdict]:
    cells, kind = state.cells, Kind.PHONE
    if kind in said:
        yield Verdict(
            kind, ("phone.gap", "phone.service", "phone.mobile", "phone.landline", "phone.loose", "phone.abroad")
        )
        return
    if Kind.HEALTH_CARD in said:
        yield Verdict(Kind.HEALTH_CARD, ("digits11",))
        yield Verdict(kind, ("phone.gap",))
        return
    is_filing = cells["phone.gap.year"] >= 0.9 * cells["phone.gap"] and context.NOT_PERSONAL in said
    if not is_filing:
        yield Verdict(kind, ("phone.gap",))
    if cells["phone.mobile"] >= 0.05 * cells["bare11"]:
        yield Verdict(kind, ("phone.mobile",))
    seen = cells["phone.gap"] + cells["phone.mobile"]
    if cells["phone.landline"] and (seen or cells["phone.landline"] >= 0.5 * cells["bare11"]):
        yield Verdict(kind, ("phone.landline",))
    if seen:
        yield Verdict(kind, ("phone.service", "phone.abroad"))


def _plain_forms(said: frozenset[str], state: ColumnState) -> Iterator[Verdict]:
    yield Verdict(Kind.EMAIL, ("email",))
    shaped, wide, ten = (state.cells[group] for group in ("ip", "ip.wide", "ip.ten"))
    is_most = shaped >= 0.5 * state.filled
    if Kind.IP_ADDRESS in said or (is_most and looks_like_addresses(said, cells=shaped, wide=wide, ten=ten)):
        yield Verdict(Kind.IP_ADDRESS, ("ip",))


def looks_like_addresses(said: frozenset[str], *, cells: int, wide: int, ten: int) -> bool:
    """Whether cells like 1.2.3.4 are addresses of a network: 119.0.0.1 is a version too, 1.2.3.4 a chapter.

    Of addresses drawn at random 98 in 100 have a part of three digits (`wide`), and those of one private
    net begin with 10 (`ten`); numbering has neither, however long the column.
    """
    if Kind.IP_ADDRESS in said:
        return True
    if said & {context.NOT_PERSONAL, context.NUMBERING}:
        return False
    return wide >= LEAST_WIDE * cells or ten >= PRIVATE_SHARE * cells


def _people(state: ColumnState) -> Iterator[Verdict]:
    """The column's name says what its cells are, and enough of them have that shape."""
    for kind, least in people.LEAST_SHARE.items():
        group = f"person.{kind}"
        if state.cells[group] >= least * max(state.filled, 1):
            yield Verdict(kind, (group,))
    impossible = f"person.{people.IMPOSSIBLE}"
    births = state.cells[f"person.{Kind.BIRTH_DATE}"]
    if state.cells[impossible] and births + state.cells[impossible] >= MOSTLY_BIRTHS * max(state.filled, 1):
        yield Verdict(Kind.BIRTH_DATE, (f"person.{Kind.BIRTH_DATE}", impossible))


def _texts(said: frozenset[str], state: ColumnState) -> Iterator[Verdict]:
    """Free text: what stands on its own, and the rest where the column's name or the share agrees."""
    strong = [group for group in state.cells if group.startswith("text.") and group.endswith(".strong")]
    for group in strong:
        kind = group.split(".")[1]
        yield Verdict(kind, (group,), state.cells[f"text.{kind}.check"] / max(state.cells[group], 1))
    weak_births = sum(state.hits[f"text.{kind}.weak"] for kind in PERSONS)
    runs = state.hits["text.thirteen"] + state.cells["id13.bare"]
    for group in [group for group in state.cells if group.endswith(".weak")]:
        kind = group.split(".")[1]
        births = sum(state.hits[f"text.{person}.strong.bare"] for person in PERSONS) + weak_births
        is_common = kind in OF_FORM and state.cells[group] >= OF_FORM_SHARE * state.filled
        if kind in said or is_common or (kind in PERSONS and is_more_than_chance(births, runs)):
            yield Verdict(kind, (group,))
