"""What the hub does beside a work order's own page: later rooms follow a released or stopped version at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase

from gotgan.site.chain import enqueue_pull, enqueue_telling
from gotgan.terms.refine import OrderState

View = Callable[..., HttpResponseBase]
STOPS = (OrderState.INCIDENT, OrderState.WITHDRAWN)
"""Steps that take a released version back."""
CHANGES = (OrderState.RELEASED, *STOPS)
"""Steps that change which version a dataset offers."""


def followed(view: View) -> View:
    """Have catalogue and share pull after such a step, and who holds what was taken back told; where nothing changed,
    neither does anything."""

    @wraps(view)
    def following(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        answer = view(request, *args, **named)
        if request.method == "POST" and request.POST.get("after") in CHANGES:
            enqueue_pull()
        if request.method == "POST" and request.POST.get("after") in STOPS:
            enqueue_telling()
        return answer

    return following
