"""What a survey's record says on a dataset's page: the answers, the routes, and the source's words it stands before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from gotgan.share import words as share_words
from gotgan.site import licences, words, words_survey
from gotgan.terms.access import Access, Verdict
from gotgan.terms.dataset import DatasetRecord
from gotgan.terms.usability import Said, SurveyRecord

_ANSWERS = (
    ("processing", _("What processing it needs")),
    ("scope", _("What could be provided")),
    ("reasons", _("What stands against it")),
    ("lifts", _("What would lift that")),
    ("users", _("Who may use it")),
)
_NEED_NONE = frozenset({"none"})
_SHAPES = {Verdict.OPEN: "good", Verdict.APPLY: "request", Verdict.UNKNOWN: "plain", Verdict.NEVER: "bad"}


@dataclass(frozen=True)
class AnswerLine:
    """One question in short, and the chosen codes with their labels."""

    label: str
    said: tuple[Said, ...]


@dataclass(frozen=True)
class RouteLine:
    """Routes with one verdict for one reason: their words, the verdict's word and shape, why, and when it was seen."""

    routes: tuple[str, ...]
    verdict: str
    shape: str
    because: str
    on: date | None = None


@dataclass(frozen=True)
class Replaced:
    """One described field: as stated in the survey, and as it was harvested."""

    label: str
    stated: str
    harvested: str


@dataclass(frozen=True)
class StatedView:
    """`record` None: not surveyed, only routes are known. `shape` is that of its chip.

    `has_unknown`: of some routes nobody spoke.
    """

    record: SurveyRecord | None
    shape: str
    answers: tuple[AnswerLine, ...]
    routes: tuple[RouteLine, ...]
    replaced: tuple[Replaced, ...]
    has_unknown: bool


def view_stated(dataset: DatasetRecord, access: Access) -> StatedView:
    record = dataset.survey
    return StatedView(
        record=record,
        shape=words_survey.USABILITY_SHAPES[record.usability] if record else "",
        answers=tuple(_answers(record)) if record else (),
        routes=tuple(_routes(access)),
        replaced=view_replaced(dataset),
        has_unknown=any(each.verdict is Verdict.UNKNOWN for each in access.routes),
    )


def view_replaced(dataset: DatasetRecord) -> tuple[Replaced, ...]:
    """The fields in which the survey's words stand before the source's."""
    stated = {name: getattr(dataset, name) for name in dataset.harvested}
    return tuple(
        Replaced(words.word(words_survey.DESCRIBED, name), _shown(name, stated), _shown(name, dataset.harvested))
        for name in words_survey.DESCRIBED
        if name in dataset.harvested
    )


def _answers(record: SurveyRecord) -> Iterator[AnswerLine]:
    for name, label in _ANSWERS:
        said = getattr(record, name)
        if said and not (name == "processing" and set(record.codes(name)) == _NEED_NONE):
            yield AnswerLine(str(label), said)


def _routes(access: Access) -> Iterator[RouteLine]:
    """What is open first, what is closed last; of what is not known only where an address kept silent, the rest is
    one sentence on the page."""
    found: dict[tuple[Verdict, str, date | None], list[str]] = {}
    for verdict in (Verdict.OPEN, Verdict.APPLY, Verdict.UNKNOWN, Verdict.NEVER):
        for each in access.routes:
            because = each.because
            if each.verdict is verdict and (verdict is not Verdict.UNKNOWN or because.on):
                found.setdefault((verdict, because.code, because.on), []).append(words.word(words.ROUTES, each.route))
    for (verdict, because_code, on), routes in found.items():
        yield RouteLine(
            routes=tuple(routes),
            verdict=words.word(share_words.VERDICTS, verdict),
            shape=_SHAPES[verdict],
            because=words.word(share_words.BECAUSE, because_code),
            on=on,
        )


def _shown(name: str, values: Mapping[str, Any]) -> str:
    value = values[name]
    lists = {"field": words.FIELDS, "provision_now": words_survey.PROVISIONS}
    if name == "modality":
        return ", ".join(words.word(words.MODALITIES, each) for each in value)
    if name == "licence":
        return licences.name_of(value)
    return words.word(lists[name], value) if name in lists else ", ".join(value) if name == "keywords" else str(value)
