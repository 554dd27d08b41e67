"""Filters that put codes, numbers and times into the words of the page's language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django import template
from django.db import DatabaseError
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from gotgan.assess.rules.listing import SPEAKERS
from gotgan.assess.rules.people import SELECTORS
from gotgan.refine.rules.people import REFINERS
from gotgan.share import queries as share
from gotgan.site import format as written
from gotgan.site import licences, pictures, prose, reasons, words, words_campaigns, words_survey
from gotgan.site.addresses import first_address, is_web_address
from gotgan.site.pages import columns
from gotgan.site.pages.house import may_see_house
from gotgan.site.pages.people import may_keep_people
from gotgan.site.pages.period import tell_period
from gotgan.site.pages.sources import is_keeper
from gotgan.survey.queries.reach import was_asked
from gotgan.survey.rules.people import MEMBERS, READERS_OF_ALL
from gotgan.terms.dataset import StoredFile
from gotgan.terms.job import JobRecord
from gotgan.terms.profile import has_only_sample
from gotgan.terms.questionnaire import Words
from gotgan.terms.role import Viewer
from gotgan.terms.route import chip_of
from gotgan.terms.scan import Counts, Outcome
from gotgan.terms.search import Hit
from gotgan.terms.source import ScanView

register = template.Library()
register.filter("period", tell_period)
register.filter("chip_of", chip_of)

_LISTS = {
    "chip": words.CHIPS, "route": words.ROUTES, "modality": words.MODALITIES, "field": words.FIELDS,
    "identifier": words.IDENTIFIERS, "decided_by": words.DECIDED_BY, "type": words.TYPES,
    "meaning": words.MEANINGS,
    "outcome": words.OUTCOMES, "state": words.STATES, "source_kind": words.SOURCE_KINDS,
    "facet": words.FACETS, "access_reason": words.ACCESS_REASONS, "access_lift": words.ACCESS_LIFTS,
    "organisation_kind": words.ORGANISATION_KINDS, "role": words.ROLES, "job": words.JOBS,
    "relation": words.RELATIONS, "verb": words.VERBS, "verb_sentence": words.VERB_SENTENCES,
    "overlap_state": words.OVERLAP_STATES, "strength": words.STRENGTHS, "change": words.CHANGES,
    "campaign_state": words_campaigns.CAMPAIGN_STATES, "target_state": words_campaigns.TARGET_STATES,
    "mail_kind": words_campaigns.MAIL_KINDS, "mail_state": words_campaigns.MAIL_STATES,
    "system_origin": words_campaigns.SYSTEM_ORIGINS, "wave": words_campaigns.WAVES,
    "wave_state": words_campaigns.WAVE_STATES,
    "sheet_state": words.SHEET_STATES, "sheet_holder": words.SHEET_HOLDERS, "sheet_only": words.SHEET_ONLY,
    "usability": words_survey.USABILITIES, "usability_shape": words_survey.USABILITY_SHAPES,
    "workbook_state": words.WORKBOOK_STATES,
    "filled_by": words.FILLED_BY, "confidence": words.CONFIDENCES, "evidence_kind": words.EVIDENCE_KINDS,
}  # fmt: skip
_JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.filter
def word(code: object, kind: str) -> str:
    """`{{ code|word:"state" }}`: the word for a code of that list."""
    return licences.name_of(str(code)) if kind == "licence" else words.word(_LISTS[kind], code)


@register.filter
def is_of_all_metrics(sample: Mapping[str, Any] | None) -> bool:
    """Whether a table's every figure is of a sample: no more of its rows was read."""
    return has_only_sample({"sample": sample})


@register.filter
def day(when: date | datetime | None) -> str:
    return written.day(when, _language())


@register.filter
def day_as_written(text: str) -> str:
    return written.day_as_written(text, _language())


@register.filter
def moment(when: datetime | None) -> str:
    return written.moment(when, _language())


@register.filter
def number(value: Any) -> str:
    return written.number(value) if isinstance(value, int | float) else str("" if value is None else value)


@register.filter
def name_number(value: Any) -> str:
    """A year or a code: without grouping."""
    return written.label(value) if isinstance(value, int | float) else str("" if value is None else value)


@register.filter
def with_code(text: Any) -> SafeString:
    """What stands between back quotes in a message, as code."""
    parts = str(text).split("`")
    return mark_safe(
        "".join(f"<code>{escape(part)}</code>" if at % 2 else escape(part) for at, part in enumerate(parts))
    )


@register.filter
def size(size_bytes: int | None) -> str:
    return written.size(size_bytes)


@register.filter
def percent(part: float | None) -> str:
    return written.percent(part)


@register.filter
def named(thing: Any) -> str:
    """The name of an institution in the page's language, the other when there is none."""
    korean, english = getattr(thing, "name", ""), getattr(thing, "name_en", "")
    return (english or korean) if _language() == "en" else (korean or english)


@register.filter
def other_name(thing: Any) -> str:
    """The name in the other language, empty when it is the same."""
    names = {getattr(thing, "name", ""), getattr(thing, "name_en", "")} - {named(thing), ""}
    return names.pop() if names else ""


@register.filter
def titled(thing: Any) -> str:
    """A dataset's title in the page's language, the other when there is none."""
    return (thing.title_en or thing.title) if _language() == "en" else (thing.title or thing.title_en)


@register.filter
def other_title(thing: Any) -> str:
    names = {thing.title, thing.title_en} - {titled(thing), ""}
    return names.pop() if names else ""


@register.filter
def source_name(thing: Any) -> str:
    """What a source is called: its title, else where it is, else what kind it is. Also of a dataset's provenance."""
    title = getattr(thing, "title", "") or getattr(thing, "source_title", "")
    kind = getattr(thing, "kind", "") or getattr(thing, "source_kind", "")
    return str(title or thing.location or word(kind, "source_kind"))


@register.filter
def path_part(path: str) -> str:
    """A file's path as part of an address: each step quoted, slashes kept."""
    return quote(path, safe="/")


@register.filter
def leads_somewhere(address: object) -> bool:
    """Whether an address that somebody else wrote may become a link."""
    return is_web_address(str(address))


@register.filter
def plainly(text: object) -> str:
    """A reason or warning of the lower floors, in the language of the page."""
    return reasons.plainly(text)


@register.filter
def in_prose(text: str) -> SafeString:
    return prose.render(text)


@register.filter
def json_block(document: Any) -> SafeString:
    """JSON that may stand inside a script element as data."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, default=str)
    return mark_safe(text.translate(_JSON_ESCAPES))


@register.filter
def readable_json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2, default=str)


@register.simple_tag
def share_bar(part: float, whole: float) -> SafeString:
    return mark_safe(pictures.share_bar(part, whole))


@register.simple_tag
def parts_bar(whole: float, first: float, second: float) -> SafeString:
    return mark_safe(pictures.parts_bar(whole, first, second))


@register.filter
def bilingual(text: Words | None) -> str:
    """A text in the page's language, the other where it is missing."""
    if text is None:
        return ""
    return (text.en or text.ko) if _language() == "en" else (text.ko or text.en)


@register.filter
def at(things: Mapping[Any, Any] | str, key: Any) -> Any:
    """`{{ names|at:code }}`: what stands under a key, or None."""
    return things.get(key) if isinstance(things, Mapping) else None


@register.filter
def owner(hit: Hit) -> str:
    """The institution's name of a search hit in the page's language."""
    names = hit.organisation_name_en, hit.organisation_name
    chosen = names if _language() == "en" else names[::-1]
    return chosen[0] or chosen[1] or hit.organisation


@register.filter
def originals(files: Iterable[StoredFile]) -> list[StoredFile]:
    return [file for file in files if file.role == "original"]


@register.filter
def describe_finding(finding: Mapping[str, Any]) -> str:
    return columns.describe_finding(finding)


@register.filter
def state_shape(state: str) -> str:
    """The shape class of a scan's state, beside its word."""
    if state == "done":
        return "good"
    return {"failed": "bad", "held": "warn", "done_with_failures": "warn", "cancelled": "warn"}.get(str(state), "plain")


@register.filter
def as_outcomes(counts: Counts) -> list[tuple[str, int]]:
    """The five outcomes that must add up to what was seen."""
    return [(str(outcome), getattr(counts, outcome)) for outcome in Outcome]


@register.filter
def all_records(scan: ScanView) -> int:
    return scan.counts.seen + scan.waiting


@register.filter
def keeps_data(viewer: Viewer) -> bool:
    """Whether the viewer keeps any organisation's data: opens a place in the header."""
    return is_keeper(viewer)


@register.filter
def progress_words(job: JobRecord) -> str:
    """The number that a running job last told; nothing when it told none."""
    return next((written.number(value) for value in job.progress.values() if isinstance(value, int)), "")


@register.filter
def takes_part_in_surveys(viewer: Viewer) -> bool:
    """Whether the viewer answers, signs, watches or runs surveys, or was asked by a colleague: opens a place in the
    header. The one query is only of members without a part of their own."""
    if any(held.role in (*MEMBERS, *READERS_OF_ALL) for held in viewer.roles):
        return True
    try:
        return was_asked(viewer)
    except DatabaseError:  # on the page that says the database is away
        return False


@register.filter
def takes_part_in_refining(viewer: Viewer) -> bool:
    """Whether the viewer opens, does, reviews or watches work orders: opens a place in the header."""
    return any(held.role in REFINERS for held in viewer.roles)


@register.filter
def takes_part_in_selecting(viewer: Viewer) -> bool:
    """Whether the viewer selects, rates, looks into how it was done, or may object for an organisation: opens a place
    in the header."""
    return any(held.role in (*SELECTORS, *SPEAKERS) for held in viewer.roles)


@register.filter
def sees_house(viewer: Viewer) -> bool:
    """Whether the viewer keeps the house: opens a place in the header."""
    return may_see_house(viewer)


@register.filter
def keeps_people(viewer: Viewer) -> bool:
    """Whether the viewer gives accounts and roles."""
    return may_keep_people(viewer)


@register.simple_tag(takes_context=True)
def other_language(context: template.Context, language: str) -> str:
    """This very page in the other language; a page that was sent a form leads back home."""
    request = context.get("request")
    if request is None or request.method not in ("GET", "HEAD"):
        return f"/?lang={language}"
    asked = request.GET.copy()
    asked["lang"] = language
    return f"{quote(request.path)}?{asked.urlencode()}"


@register.simple_tag
def sign_in_address() -> str:
    return first_address("account_login", "sign_in") or "/accounts/login/"


@register.simple_tag
def sign_out_address() -> str:
    return first_address("account_logout", "sign_out")


@register.simple_tag
def me_address() -> str:
    return first_address("me", "account")


@register.simple_tag(takes_context=True)
def notices_waiting(context: template.Context) -> int:
    """How many notices of withdrawn data the viewer has not read; 0 on the page that says the database is away."""
    request = context.get("request")
    try:
        return share.count_unread(request.viewer) if request is not None else 0
    except DatabaseError:
        return 0


def _language() -> str:
    return (get_language() or "ko")[:2]
