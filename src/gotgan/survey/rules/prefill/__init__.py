"""What a sheet is filled with before a person sees it: from the scan, the record, the last wave, the same system.

Nothing here is an answer until somebody confirms it. Per item, from what and how sure: docs/reference/prefill.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gotgan.survey.rules.prefill import content, identity, origin, period, processing, protected, provision, structure
from gotgan.survey.rules.prefill.choose import SIBLING_ITEMS, Voice, choose, from_last, from_siblings
from gotgan.survey.rules.prefill.fitting import fitted
from gotgan.survey.rules.prefill.known import FILLERS, Filler, Known, Origin
from gotgan.terms.questionnaire import Item, Questionnaire, Scope
from gotgan.terms.survey import Answer, Confidence, DatasetFacts, FilledBy

GUESSED = frozenset(FILLERS[Origin.GUESS])
"""Items that only a person can answer and for which a scan or record merely makes something likely; such an answer is
`low`. Where its owner has decided it in the hub's register, the same item is no guess: see `is_guess`."""
_FOLLOW = ("freshness", "lifts_it", "disclosure_exemption", "future_routes")
"""Suggested last, for they follow from other items."""
_EARLIER = "earlier_survey_id"
_NOT_KEPT = frozenset({"scanner_estimate", "profile", "identifier_kinds", "reported_by_other_body", "similar_sets"})
"""Figures of a scan: those of the last wave are outlived and not shown again where no new ones are there."""


def suggest(
    form: Questionnaire,
    facts: DatasetFacts | None,
    last: Mapping[str, Answer] | None = None,
    siblings: Sequence[Mapping[str, Answer]] = (),
) -> dict[str, Answer]:
    """An unconfirmed answer for each item of a dataset that something speaks for; conditions are not looked at.

    `facts` None: a dataset that the inventory does not know. `last`: its answers of the campaign before.
    `siblings`: the answers of other sheets of the same information system; only confirmed ones count.
    """
    last = last or {}
    known = Known(form, facts, {}) if facts is not None else None
    found: dict[str, Answer] = {}
    for item, fillers in _plan(form):
        if not (fillers or siblings or item.key in last or item.key == _EARLIER):
            continue
        if known is not None and item.key in _FOLLOW:
            known = Known(form, known.facts, found, known.worked_out)
        fitting = {}
        for voice, answer in _said(item, fillers, known, last, siblings):
            if answer is not None and (fit := _fit(form, item, answer)) is not None:
                fitting[voice] = fit
        if fitting:
            found[item.key] = choose(item, fitting)
    return found


def is_guess(item: Item, answer: Answer) -> bool:
    """Whether a suggestion is merely likely: counted apart from what a scan, a register or a person said."""
    is_last = answer.filled_by is FilledBy.LAST_WAVE
    return item.key in GUESSED and not is_last and answer.confidence is Confidence.LOW


def _said(
    item: Item,
    fillers: Fillers,
    known: Known | None,
    last: Mapping[str, Answer],
    siblings: Sequence[Mapping[str, Answer]],
) -> Iterator[tuple[Voice, Answer | None]]:
    if known is not None:
        for voice, filler in fillers:
            yield voice, filler(known)
    if item.key == _EARLIER:
        yield Voice.LAST_WAVE, _earlier(last, known.facts if known else None)
    elif item.key in last and item.key not in _NOT_KEPT:
        yield Voice.LAST_WAVE, from_last(last[item.key])
    if siblings:
        yield Voice.SIBLING, from_siblings(item, siblings)


Fillers = tuple[tuple[Voice, Filler], ...]
_planned: list[tuple[Questionnaire, tuple[tuple[Item, Fillers], ...]]] = []


def _plan(form: Questionnaire) -> tuple[tuple[Item, Fillers], ...]:
    """The items of a dataset with their fillers; kept for the form used last, since sheets come by the thousand."""
    if not (_planned and _planned[0][0] is form):
        items = sorted(form.of_scope(Scope.DATASET), key=lambda item: item.key in _FOLLOW)
        _planned[:] = [(form, tuple((item, _fillers(item.key)) for item in items))]
    return _planned[0][1]


def _fillers(item: str) -> Fillers:
    return tuple((Voice(place.value), FILLERS[place][item]) for place in Origin if item in FILLERS[place])


def _fit(form: Questionnaire, item: Item, answer: Answer) -> Answer | None:
    value = fitted(form, item, answer.value)
    return (
        answer
        if value is answer.value or value == answer.value
        else None
        if value is None
        else replace(answer, value=value)
    )


def _earlier(last: Mapping[str, Answer], facts: DatasetFacts | None) -> Answer | None:
    """The number under which it was answered before: a dataset keeps its identifier for life."""
    before = last.get("dataset_id")
    number = before.value if before else facts.dataset if facts and last else None
    return from_last(Answer(number, FilledBy.LAST_WAVE, is_confirmed=True))


__all__ = [
    "FILLERS", "GUESSED", "SIBLING_ITEMS", "Origin", "content", "identity", "is_guess", "origin", "period",
    "processing", "protected", "provision", "structure", "suggest",
]  # fmt: skip
