"""One version of a list: where it is, who is in, who is not and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gotgan.accounts.answered import Refused, actor_of, keeping, no_such_button, page_of, viewer_of
from gotgan.assess import actions
from gotgan.assess.queries.list_pages import VersionPage, agreement_of, steps_of, version_page
from gotgan.assess.queries.list_reading import PAGE, assumed_risk, narrowed, ways_of
from gotgan.assess.queries.lists import NoSuchList, panel_of, versions_of
from gotgan.assess.queries.panels import ratings_of
from gotgan.assess.rules.deciding import rated_criteria
from gotgan.assess.rules.listing import speaks_for
from gotgan.terms.errors import GotganError, Invalid, Issue
from gotgan.terms.selection import CRITERIA, Criterion, PanelResult


def page_for(request: HttpRequest, slug: str, number: int) -> VersionPage:
    return version_page(viewer_of(request), slug, number, timezone.localdate())


@require_safe
def show_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Answer first: the members, in pages; below them rules, counts and history."""
    return _version(request, slug, number)


def _version(request: HttpRequest, slug: str, number: int, refused: Refused | None = None) -> HttpResponse:
    page = page_for(request, slug, number)
    is_shown = page.sight.value in ("all", "own")
    members = Paginator(page.reading.members if is_shown else (), PAGE).get_page(page_of(request))
    said: dict[str, Any] = {"page": page, "members": members, "is_shown": is_shown, "refused": refused}
    if page.sees_all:
        said |= {
            "steps": steps_of(page.version), "versions": versions_of(slug), "gone": page.reading.gone(),
            "agreement": agreement_of(page.version),
            "left_out": sorted(page.version.counts.get("left_out", {}).items(), key=lambda item: -item[1]),
            "weights": _weights(page),
        }  # fmt: skip
    elif is_shown:
        own = Paginator(_own(request, page), PAGE).get_page(page_of(request, "own"))
        own.object_list = [page.reading.line_of(each) for each in own.object_list]
        said |= {"own": own, "kept_own": f"own={own.number}", "kept_members": f"page={members.number}"}
    return render(request, "assess/lists_version.html", said)


def _weights(page: VersionPage) -> list[tuple[Criterion, float, float]]:
    """(criterion, weight as it was set, weight that the list was chosen by)."""
    set_as, chosen_by = page.version.settings.get("weights", {}), page.reading.weights
    return [(each, set_as.get(each.id, 0), chosen_by.get(each.id, 0)) for each in CRITERIA]


def _own(request: HttpRequest, page: VersionPage) -> list[str]:
    """What the viewer's organisations hold: members, then everybody else, in their order."""
    codes = speaks_for(viewer_of(request), page.facts)
    own = {key for key, name in page.reading.names.items() if {name.get("organisation"), name.get("held_by")} & codes}
    lines = (*page.reading.members, *page.reading.others.places)
    return [each.id for each in lines if each.id in own]


@require_safe
def show_others(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Everybody who is not in, searched by words and by reason. Raises: NoSuchList for who does not see all."""
    page = _seen_whole(request, slug, number)
    find, code = request.GET.get("q", "")[:200], request.GET.get("why", "")[:60]
    found = narrowed(page.reading.others, find, code)
    kept = urlencode({name: value for name, value in (("q", find), ("why", code)) if value})
    codes = sorted({each for place in page.reading.others.places for each in (*place.codes, place.standing)})
    said = {
        "page": page, "lines": Paginator(found, PAGE).get_page(page_of(request)), "find": find, "code": code,
        "codes": codes, "kept": kept, "all": len(page.reading.others),
    }  # fmt: skip
    return render(request, "assess/lists_others.html", said)


@require_safe
def show_line(request: HttpRequest, slug: str, number: int, dataset_id: str) -> HttpResponse:
    """One dataset of a list: every number, where it comes from, and why."""
    page = page_for(request, slug, number)
    line = page.reading.line_of(dataset_id) if page.sight.value in ("all", "own") else None
    if line is None or not (page.sees_all or dataset_id in _own(request, page)):
        raise NoSuchList(f"dataset {dataset_id}: it stands on no such list; see the page of selection")
    evidence, row = page.reading.evidence_of(dataset_id), page.reading.rows.get(dataset_id, {})
    ways = ways_of(evidence, row)
    said = {
        "page": page, "line": line, "evidence": evidence, "row": row, "ways": ways, "unknown_risk": assumed_risk(ways),
        "criteria": _criteria(page, dataset_id, evidence, row),
        "panel": ratings_of(viewer_of(request), page.version.panel_from or page.version.pk),
    }  # fmt: skip
    return render(request, "assess/lists_line.html", said)


def _criteria(page: VersionPage, dataset: str, evidence: Any, row: Any) -> list[dict[str, Any]]:
    """Each criterion with its weight, the value that decided, and what it stands on."""
    measured = evidence.get("criteria", {})
    panel = panel_of(page.version).values
    alone = rated_criteria({name: each["value"] for name, each in measured.items()}, dataset, PanelResult())
    weights = page.reading.weights
    return [
        {
            "criterion": each, "weight": weights.get(each.id, 0), "measured": measured.get(each.id),
            "is_rated": dataset in panel.get(each.id, ()),
            "value": float(row[each.id]) if row.get(each.id) else alone.get(each.id),
        }
        for each in CRITERIA
    ]  # fmt: skip


def _seen_whole(request: HttpRequest, slug: str, number: int) -> VersionPage:
    page = page_for(request, slug, number)
    if not page.sees_all:
        raise NoSuchList(f"list {slug}: there is no such page for you; see the page of selection")
    return page


@require_POST
def act(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One button: `do` says which. Rights are asked by the action."""
    page = page_for(request, slug, number)
    named: dict[str, Any] = {"by": actor_of(request), "version_id": page.version.pk}
    if request.POST.get("do") == "renew":
        return _renew(request, slug, number, named)
    done, do = _doings(named, request.POST).get(request.POST.get("do", ""), ("", no_such_button))
    return keeping(
        request, do, done, again=lambda refused: _version(request, slug, number, refused), then="assess_version",
        slug=slug, number=str(number),
    )  # fmt: skip


def _doings(named: dict[str, Any], typed: Any) -> dict[str, tuple[str, Callable[[], object]]]:
    reason = typed.get("reason", "")
    return {
        "collect": (_("The evidence is being frozen. This page shows how far it is."),
                    lambda: actions.ask_collect(**named)),
        "solve": (_("The list is being chosen. This page shows how far it is."), lambda: actions.ask_solve(**named)),
        "without": (_("The list is being chosen. This page shows how far it is."), lambda: _without(named, reason)),
        "stop": (_("Stopped. The version is as it was before."), lambda: actions.stop_work(**named)),
        "relax": (_("The rules were relaxed. Choose again."), lambda: actions.relax_rules(**named)),
        "publish": (_("The list is published."), lambda: actions.publish(**named)),
        "withdraw": (_("The version was withdrawn."), lambda: actions.withdraw(**named, reason=reason)),
    }  # fmt: skip


def _without(named: dict[str, Any], reason: str) -> None:
    """Raises: Invalid also without a reason, which alone would take an earlier one back."""
    if not reason.strip():
        raise Invalid(Issue("reason", "it is empty", "say why measured criteria alone decide"))
    actions.decide_without_panel(**named, reason=reason)
    actions.ask_solve(**named)


def _renew(request: HttpRequest, slug: str, number: int, named: dict[str, Any]) -> HttpResponse:
    try:
        made = actions.renew(**named, recollect=request.POST.get("recollect") == "yes")
    except GotganError as error:
        messages.error(request, str(error))
        return redirect("assess_version", slug=slug, number=number)
    messages.success(request, _("A new version was made with the same rules."))
    return redirect("assess_version", slug=slug, number=made)
