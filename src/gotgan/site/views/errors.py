"""Error pages: what happened, what was kept, what to do, a reference to quote. Never a stack."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from gotgan.site.reasons import plainly
from gotgan.terms.errors import Invalid, NotAllowed, NotFound, Unavailable

View = Callable[..., HttpResponseBase]
logger = logging.getLogger("gotgan.site")


def answered(view: View) -> View:
    """Answer the program's own refusals with their pages; everything else goes on to Django.

    Unknown and secret are one page without detail, so that nobody learns what exists.
    """

    @wraps(view)
    def answering(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        if _holds_nul(request):
            return bad_request(request)
        try:
            return view(request, *args, **named)
        except NotFound:
            return not_found(request)
        except NotAllowed as error:
            return _refuse(request, 403, _("You may not do this."), detail=plainly(error))
        except Invalid as error:
            return _refuse(request, 400, _("Something in your request does not fit."), detail=plainly(error))
        except Unavailable as error:
            logger.warning("unavailable: %s", error)
            return _refuse(request, 503, _("A part of the hub does not answer right now."), detail=plainly(error))

    return answering


def _holds_nul(request: HttpRequest) -> bool:
    """No person types it, and PostgreSQL takes it in no text."""
    texts = (text for sent in (request.GET, request.POST) for _name, found in sent.lists() for text in found)
    return "\x00" in request.path or any("\x00" in text for text in texts)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _refuse(request, 400, _("Something in your request does not fit."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _refuse(request, 404, _("There is no such page."))


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _refuse(request, 403, _("You may not do this."))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent from a page that was open too long, or from elsewhere."""
    return _refuse(request, 403, _("The form was open too long, or came from another site."))


def broken(request: HttpRequest) -> HttpResponse:
    """Our own fault; the page needs neither database nor session."""
    reference = secrets.token_hex(4)
    logger.error("error page %s shown for %s", reference, request.path)
    return render(request, "site/broken.html", {"reference": reference}, status=500)


def _refuse(request: HttpRequest, status: int, title: str, *, detail: str = "") -> HttpResponse:
    said = {"status": status, "title": title, "detail": detail}
    if not hasattr(request, "viewer"):  # refused before anybody asked who it is (a wrong Host, too many fields)
        return HttpResponse(render_to_string("site/refused.html", said), status=status)
    return render(request, "site/error.html", said, status=status)
