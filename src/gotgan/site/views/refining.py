"""What the hub does beside a work order's own page: later rooms follow a released or stopped version at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase

from gotgan.site.chain import enqueue_pull
from gotgan.terms.refine import OrderState

View = Callable[..., HttpResponseBase]
CHANGES = (OrderState.RELEASED, OrderState.INCIDENT, OrderState.WITHDRAWN)
"""Steps that change which version a dataset offers."""


def followed(view: View) -> View:
    """Have catalogue and share pull after such a step; pulling what did not change does nothing."""

    @wraps(view)
    def following(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        answer = view(request, *args, **named)
        if request.method == "POST" and request.POST.get("after") in CHANGES:
            enqueue_pull()
        return answer

    return following
