"""`request.viewer`: who asks, found out when first looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from gotgan.accounts.actions import touch_token
from gotgan.accounts.queries import viewer_of_request
from gotgan.accounts.rules import token_in
from gotgan.terms.role import Viewer


class ViewerMiddleware:
    """Sets `request.viewer`, and lets a request that carries a token do without a CSRF cookie
    (a token cannot be sent by a stranger's page, a cookie can)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.viewer = cast(Viewer, SimpleLazyObject(lambda: _viewer_of(request)))  # type: ignore[attr-defined]
        if token_in(request.headers):
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return self._get_response(request)


def _viewer_of(request: HttpRequest) -> Viewer:
    viewer = viewer_of_request(request)
    plain = token_in(request.headers)
    if plain and viewer.is_signed_in:
        touch_token(plain)
    return viewer
