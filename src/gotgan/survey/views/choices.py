"""What a control offers: codes with their explanations, yes and no, "I don't know", files that are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gotgan.survey.views.posted import STATES
from gotgan.survey.words import said
from gotgan.terms.questionnaire import NA, UNKNOWN, CodeList, Item, Kind, Part, Questionnaire


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    explanation: str = ""
    is_chosen: bool = False


def choices_of(form: Questionnaire, item: Item | Part, shape: str, chosen: Sequence[str]) -> Iterator[Choice]:
    """What one control of a shape (see fields.Input) offers, with what was chosen of it."""
    codes = form.code_lists.get(item.code_list)
    if shape == "files":
        yield from (Choice(text, text.rsplit(" (", 1)[0], is_chosen=True) for text in chosen)
    if item.kind is Kind.BOOL:
        yield from (Choice(code, word, "", code in chosen) for code, word in (("yes", _("Yes")), ("no", _("No"))))
    elif codes is not None and not codes.is_open:
        yield from _codes(form, item, codes, chosen)
    if shape in ("radio", "select") and isinstance(item, Item):
        own = set(codes.by_code) if codes else set()
        yield from (Choice(state, word_of(state), "", state in chosen) for state in STATES if state not in own)


def _codes(form: Questionnaire, item: Item | Part, codes: CodeList, chosen: Sequence[str]) -> Iterator[Choice]:
    """What is offered, and what was chosen once and is retired since."""
    for code in codes.codes:
        is_offered = not code.is_retired and (not item.codes or code.code in item.codes)
        if is_offered or code.code in chosen:
            label = said(code.label)
            more = label if is_offered else _("%(label)s (no longer used)") % {"label": label}
            yield Choice(code.code, more, _explanation(form, codes, code.code), code.code in chosen)


def _explanation(form: Questionnaire, codes: CodeList, name: str) -> str:
    code = codes.by_code[name]
    parts = [said(code.explanation)]
    if code.excludes:
        parts.append(_("Stands alone: choose nothing beside it."))
    if code.suggests:
        parts.append(_("Often lifted by: %(what)s") % {"what": ", ".join(_labels(form, code.suggests))})
    return " ".join(part for part in parts if part)


def _labels(form: Questionnaire, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        lists = (each for each in ("lifts_it", *form.code_lists) if each in form.code_lists)
        found = next((code for each in lists if (code := form.code_lists[each].find(name))), None)
        yield said(found.label) if found else name


def word_of(state: str) -> str:
    """The answer "unknown" or "na" as the page says it."""
    return {UNKNOWN: _("I don't know"), NA: _("Does not apply")}[state]
