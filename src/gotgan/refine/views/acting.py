"""Buttons of an order's page: naming, steps, runs, effort, the key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from gotgan.accounts.answered import actor_of, doing, viewer_of
from gotgan.refine import actions, queries
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.refine import OrderState, Part, RunKind


@require_POST
def act(request: HttpRequest, order_id: str) -> HttpResponse:
    """One button: `do` says which. Rights are asked by the action; a stranger gets the page that does not exist."""
    queries.get_order(viewer_of(request), order_id)
    done, do = _doings(request, order_id).get(request.POST.get("do", ""), ("", _nothing))
    return doing(request, do, done, then="refine_order", order_id=order_id)


def _doings(request: HttpRequest, order_id: str) -> dict[str, tuple[str, Callable[[], object]]]:
    typed = request.POST
    named: dict[str, Any] = {"by": actor_of(request), "order_id": order_id}
    return {
        "name": (
            _("The person is named."),
            lambda: actions.name_person(**named, part=_one_of(Part, typed, "part"), person_id=_number(typed, "person")),
        ),
        "dismiss": (
            _("The reviewer was taken off the order."),
            lambda: actions.dismiss_reviewer(**named, person_id=_number(typed, "person")),
        ),
        "step": (_("The order went on."), lambda: _step(named, typed)),
        "inspect": (_("The tables are being looked at."), lambda: actions.ask_inspection(**named)),
        "run": (
            _("The run is queued. This page shows how far it is."),
            lambda: actions.start_run(**named, kind=_one_of(RunKind, typed, "kind")),
        ),
        "accept": (
            _("The reason is written down."),
            lambda: actions.accept_joint_risk(
                **named, joint_id=_number(typed, "joint"), reason=typed.get("reason", "")
            ),
        ),
        "effort": (_("It is written down."), lambda: _spend(named, typed)),
        "destroy_key": (
            _("The key is destroyed. Its pseudonyms can never be made again."),
            lambda: actions.rotate_key(**named),
        ),
    }


def _step(named: dict[str, Any], typed: Any) -> None:
    after = _one_of(OrderState, typed, "after")
    if after is OrderState.RELEASED:
        actions.release(**named)
    else:
        actions.take_step(**named, after=after, reason=typed.get("reason", ""))


def _spend(named: dict[str, Any], typed: Any) -> None:
    hours, won = typed.get("hours", "").strip() or "0", typed.get("won", "").replace(",", "").strip() or "0"
    try:
        read = float(hours), int(won)
    except ValueError:
        raise Invalid(Issue("hours", "it is no number", "write digits")) from None
    if not 0 <= read[0] <= 1e6 or not 0 <= read[1] <= 10**15:
        raise Invalid(Issue("hours", "it is out of range", "use 0 or more"))
    actions.add_effort(**named, what=typed.get("what", "")[:2000], hours=read[0], won=read[1])


def _one_of(kind: Any, typed: Any, name: str) -> Any:
    try:
        return kind(typed.get(name, ""))
    except ValueError:
        raise Invalid(Issue(name, "it is unknown", "use a button of the page")) from None


def _number(typed: Any, name: str) -> int:
    said = typed.get(name, "")
    if not (said.isascii() and said.isdigit()) or len(said) > 18:
        raise Invalid(Issue(name, "nobody is chosen", "choose one of the list"))
    return int(said)


def _nothing() -> None:
    raise Invalid(Issue("do", "it is unknown", "use a button of the page"))
