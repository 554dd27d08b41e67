"""Which language a page speaks: `?lang=`, then the cookie, then Accept-Language; said in `Vary`."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers


class LanguageMiddleware(LocaleMiddleware):
    """Django's own, with `?lang=` in front, which is remembered in the cookie."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if chosen := _chosen(request):
            translation.activate(chosen)
            request.LANGUAGE_CODE = chosen  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        patch_vary_headers(response, ("Cookie", "Accept-Language"))
        if chosen := _chosen(request):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite=settings.LANGUAGE_COOKIE_SAMESITE,
                secure=settings.LANGUAGE_COOKIE_SECURE,
            )
        return response


def _chosen(request: HttpRequest) -> str | None:
    language = request.GET.get("lang")
    return language if language in dict(settings.LANGUAGES) else None
