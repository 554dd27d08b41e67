"""The desk asked from another process. Light: the standard library only."""

from __future__ import annotations

import base64
import http.client
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gotgan.terms.desk import Desk, Morphemes, PreviewQuestion
from gotgan.terms.errors import Invalid, Issue, NotFound, Unavailable
from gotgan.terms.preview import Preview
from gotgan.terms.what_if import WhatIf, WhatIfQuestion

TOKENS_SECONDS, PICTURE_SECONDS, PREVIEW_SECONDS = 0.6, 20.0, 20.0
PDF_SECONDS = 60.0
WHAT_IF_SECONDS = 25.0
REST_SECONDS = 3.0
BATCH_SECONDS = 120.0


class DeskDown(Unavailable):
    """The desk does not answer."""


@dataclass
class DeskClient:
    """Implements `gotgan.terms.desk.Desk` over loopback.

    `find_url` gives the desk's address, or "" when there is none. After a failed call it is
    not asked for tokens for three seconds: no search waits again and again for a desk that hangs.
    """

    find_url: Callable[[], str]
    _rest_until: float = field(default=0.0, repr=False)

    def tokens(self, texts: Sequence[str], *, wait_seconds: float = 0) -> Morphemes:
        seconds = BATCH_SECONDS if wait_seconds else TOKENS_SECONDS
        asked = {"texts": list(texts), "wait_seconds": wait_seconds}
        answer = self._ask("tokens", asked, seconds, insist=bool(wait_seconds))
        return Morphemes(tuple(tuple(tokens) for tokens in answer["of_texts"]), answer["dictionary"])

    def picture(self, spec: Mapping[str, Any]) -> str:
        return str(self._ask("picture", {"spec": dict(spec)}, PICTURE_SECONDS)["svg"])

    def preview(self, question: PreviewQuestion) -> Preview:
        return Preview.from_json(self._ask("preview", question.to_json(), PREVIEW_SECONDS))

    def pdf(self, document: Mapping[str, Any]) -> bytes:
        return base64.b64decode(self._ask("pdf", {"document": dict(document)}, PDF_SECONDS)["pdf"])

    def what_if(self, question: WhatIfQuestion) -> WhatIf:
        return WhatIf.from_json(self._ask("what_if", question.to_json(), WHAT_IF_SECONDS))

    def _ask(self, door: str, document: dict[str, Any], seconds: float, *, insist: bool = False) -> dict[str, Any]:
        url = self.find_url()
        is_resting = door == "tokens" and not insist and time.monotonic() < self._rest_until
        if not url or is_resting:
            raise DeskDown("the desk is not running; `gotgan up` starts it")
        try:
            status, answer = _post(url, door, document, seconds)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._rest_until = time.monotonic() + REST_SECONDS
            raise DeskDown(f"the desk does not answer ({type(error).__name__}); see `gotgan status`") from error
        if status != 200:
            raise _error_of(status, answer)
        return answer


def _post(url: str, door: str, document: dict[str, Any], seconds: float) -> tuple[int, dict[str, Any]]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
    try:
        body = json.dumps(document, ensure_ascii=False).encode()
        connection.request("POST", f"{parts.path}/{door}", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def _error_of(status: int, answer: dict[str, Any]) -> Exception:
    if status == 400:
        return Invalid(*(Issue(**issue) for issue in answer.get("issues", ())))
    if status == 404 and answer.get("family") != "Invalid":
        return NotFound(answer["error"])
    return Unavailable(answer.get("error", "the desk refused"))


@cache
def desk_of(url: str, data: Path) -> Desk:
    """The desk process at an address; without one, that of a data folder. What GOTGAN_DESK names."""
    return DeskClient((lambda: url) if url else url_in(data))


def url_in(data: Path) -> Callable[[], str]:
    """Read the desk's address from the data folder, anew whenever it is asked for: a desk that was
    started again has another one."""

    def find() -> str:
        try:
            return (data / "run" / "desk.url").read_text().strip()
        except OSError:
            return ""

    return find
