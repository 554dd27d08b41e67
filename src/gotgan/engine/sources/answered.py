"""What the status of an answer means: given, later, refused, not there."""

from __future__ import annotations

import httpx

from gotgan.engine.sources import address
from gotgan.engine.sources.json_text import loads
from gotgan.engine.sources.part import TryAgain
from gotgan.terms.errors import NotFound, Unavailable

LONGEST_REASON_BYTES = 1 << 16
_TRY_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})


class Refused(Unavailable):
    """The server wants to know who asks, or will not give this to who does."""


def check_status(response: httpx.Response, url: str) -> None:
    """Raises: TryAgain, Refused, NotFound, Unavailable."""
    status, shown = response.status_code, address.shown(url)
    if status < 300 or status == 416:
        return
    if status in _TRY_LATER:
        raise TryAgain(f"{shown}: answers {status}", _retry_after(response), is_here=status == 500)
    if status in (401, 403):
        raise Refused(f"{shown}: answers {status}{_reason(response)}; it needs a permission that this source lacks")
    if status in (404, 405, 410, 501):
        raise NotFound(f"{shown}: answers {status}; check the address")
    raise Unavailable(f"{shown}: answers {status}{_reason(response)}; check the address")


def _reason(response: httpx.Response) -> str:
    """What the server says of its refusal, in the form of an action API."""
    content = b""
    try:
        for chunk in response.iter_raw():
            content += chunk
            if len(content) >= LONGEST_REASON_BYTES:
                break
        message = loads(content)["error"]["message"]
    except (httpx.HTTPError, ValueError, KeyError, TypeError, RecursionError):
        return ""
    return f" ({str(message)[:200]})"


def _retry_after(response: httpx.Response) -> float | None:
    value = response.headers.get("retry-after", "")
    return float(value) if value.isdecimal() else None
