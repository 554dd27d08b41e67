"""Pages that need a signed-in person send everyone else to sign in first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse

from gotgan.site.addresses import first_address

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Run the view for signed-in people; others sign in and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        if request.viewer.is_signed_in:
            return view(request, *args, **named)
        return _send_to_sign_in(request)

    return guarded


def _send_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    address = first_address("account_login", "sign_in") or "/accounts/login/"
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"error": "sign in first", "sign_in": address}, status=401)
    back = request.get_full_path() if request.method in ("GET", "HEAD") else "/sources/"
    return HttpResponseRedirect(f"{address}?{urlencode({'next': back})}")
