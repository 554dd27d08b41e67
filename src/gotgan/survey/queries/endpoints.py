"""Addresses that sheets name as open, and what came of asking them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.utils import timezone

from gotgan.survey.models import EndpointCheck, Sheet
from gotgan.survey.rules.checks import EndpointResult
from gotgan.survey.rules.endpoints import addresses_in, best_of, choose_due
from gotgan.terms.access import AddressSeen
from gotgan.terms.digest import fingerprint
from gotgan.terms.survey import CampaignState

_AT_ONCE = 500


def results_of(addresses: Iterable[str]) -> dict[str, EndpointResult]:
    """The last result by address, for `CheckContext.endpoints`; those never asked are missing. A query for 500."""
    keys = {fingerprint(address): address for address in addresses}
    return {
        keys[row.pk]: EndpointResult(row.is_answering, timezone.localdate(row.asked), row.reason, row.failures)
        for row in _rows(keys)
    }


def _rows(keys: Iterable[str]) -> Iterator[EndpointCheck]:
    waiting = iter(keys)
    while some := list(islice(waiting, _AT_ONCE)):
        yield from EndpointCheck.objects.filter(pk__in=some)


def seen_of(sheet_ids: Iterable[str]) -> dict[str, AddressSeen]:
    """By sheet what came of asking its addresses: two queries for 500. One silence proves nothing and is left out."""
    rows = dict(Sheet.objects.filter(pk__in=list(sheet_ids)).values_list("pk", "answers"))
    named = {pk: addresses_in(answers) for pk, answers in rows.items()}
    results = results_of({address for addresses in named.values() for address in addresses})
    found = {pk: best_of(results[each] for each in addresses if each in results) for pk, addresses in named.items()}
    return {pk: seen for pk, seen in found.items() if seen is not None}


def addresses_to_ask(now: datetime, most: int) -> tuple[str, ...]:
    """Addresses of open campaigns' sheets that are said to be open and are due, those asked longest ago first."""
    found: set[str] = set()
    sheets = Sheet.objects.filter(
        target__campaign__state=CampaignState.OPEN, answers__provision_now__value="open"
    ).order_by()
    for answers in sheets.values_list("answers", flat=True).iterator(chunk_size=200):
        found.update(addresses_in(answers))
    keys = {fingerprint(address): address for address in found}
    known = {keys[row.pk]: (row.asked, row.is_answering) for row in _rows(keys)}
    return choose_due(found, known, now, most)


def sheets_naming(addresses: Iterable[str]) -> tuple[str, ...]:
    """Sheets of open campaigns that name one of these addresses as open."""
    wanted = set(addresses)
    sheets = Sheet.objects.filter(
        target__campaign__state=CampaignState.OPEN, answers__provision_now__value="open"
    ).order_by("pk")
    rows = sheets.values_list("pk", "answers").iterator(chunk_size=200)
    return tuple(pk for pk, answers in rows if not wanted.isdisjoint(addresses_in(answers)))
