"""OAI-PMH 2.0 as a client speaks it: one verb, one answer, and the protocol's own errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree  # type: ignore[import-untyped]
import httpx
from defusedxml import DefusedXmlException

from gotgan.engine.sources import address
from gotgan.engine.sources.document import read_web
from gotgan.engine.sources.http import Door
from gotgan.engine.sources.part import TryAgain
from gotgan.terms.errors import Invalid, Issue

OAI = "{http://www.openarchives.org/OAI/2.0/}"
HEAD_BYTES = 2048
_REFUSED_SIGNS = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bcef]|1[0-9a-f]));", re.IGNORECASE
)
"""What XML forbids and repositories send: one such sign must not cut a listing of thousands."""


class OaiError(Exception):
    """The repository's refusal; `code` is the protocol's word for it."""

    def __init__(self, code: str, message: str) -> None:
        self.code, self.message = code, message
        super().__init__(f"{code}: {message}"[:300])


@dataclass(frozen=True)
class OaiPage:
    """Part of a list; `token` asks for the next one and is empty on the last."""

    records: list[Element] = field(default_factory=list)
    token: str = ""
    promised: int | None = None


def ask(door: Door, base: httpx.URL, **values: str) -> Element:
    """The element of the verb in the answer. Raises: OaiError, Invalid when it is no OAI-PMH, Unavailable, NotFound.

    An answer that breaks off is asked for again: without a length, HTTP does not show that it was cut.
    """
    url = str(base.copy_merge_params(values))
    root = door.retried(lambda: _read(door, base, url))
    for error in root.iterfind(f"{OAI}error"):
        raise OaiError(error.get("code", ""), " ".join((error.text or "").split()))
    found = root.find(OAI + values["verb"])
    if found is None:
        raise _no_repository(base)
    return found


def page_of(answer: Element) -> OaiPage:
    token = answer.find(f"{OAI}resumptionToken")
    count = "" if token is None else token.get("completeListSize", "")
    text = "" if token is None else (token.text or "").strip()
    records = answer.findall(f"{OAI}record") or answer.findall(f"{OAI}header")
    return OaiPage(records, text, int(count) if count.isdecimal() else None)


def formats_of(answer: Element) -> Iterator[str]:
    for each in answer.iter(f"{OAI}metadataPrefix"):
        yield (each.text or "").strip()


def _read(door: Door, base: httpx.URL, url: str) -> Element:
    content = read_web(door, url, "text/xml, application/xml;q=0.9").content
    try:
        root: Element = defusedxml.ElementTree.fromstring(_REFUSED_SIGNS.sub(b"", content), forbid_dtd=True)
    except DefusedXmlException:
        raise _no_repository(base) from None
    except (ParseError, LookupError, ValueError, RecursionError):
        if b"OAI-PMH" not in content[:HEAD_BYTES]:
            raise _no_repository(base) from None
        raise TryAgain(f"{address.shown(base)}: answers with broken XML") from None
    if root.tag != f"{OAI}OAI-PMH":
        raise _no_repository(base)
    return root


def _no_repository(base: httpx.URL) -> Invalid:
    what = "is no OAI-PMH repository"
    return Invalid(Issue(address.shown(base), what, "name its base address, without a verb"))
