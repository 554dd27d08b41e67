"""One record of an OAI-PMH repository, in Dublin Core or DataCite, as a record of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import Element

from gotgan.engine.sources.listing import broken
from gotgan.engine.sources.oai_protocol import OAI
from gotgan.terms.record import FileRef, SourceRecord
from gotgan.terms.route import Modality, ProvisionNow

LANGUAGES = ("ko", "en")
DEEPEST = 20
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DOI = re.compile(r"^(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)$", re.IGNORECASE)
_ACCESS = {
    "openaccess": ProvisionNow.OPEN, "restrictedaccess": ProvisionNow.LIMITED,
    "embargoedaccess": ProvisionNow.INTERNAL, "closedaccess": ProvisionNow.INTERNAL,
    "metadataonlyaccess": ProvisionNow.INTERNAL,
}  # fmt: skip
"""Source: info:eu-repo/semantics and COAR access rights."""
_MODALITY = {
    "image": Modality.IMAGE, "stillimage": Modality.IMAGE, "movingimage": Modality.VIDEO, "audiovisual": Modality.VIDEO,
    "sound": Modality.AUDIO, "text": Modality.DOCUMENT,
}  # fmt: skip


@dataclass(frozen=True)
class Header:
    identifier: str
    datestamp: str
    is_deleted: bool


def header_of(record: Element, number: int) -> Header:
    """A record without an identifier is known by its place."""
    header = record if record.tag == f"{OAI}header" else record.find(f"{OAI}header")
    if header is None:
        return Header(f"#{number}", "", False)
    identifier = (header.findtext(f"{OAI}identifier") or "").strip()
    datestamp = (header.findtext(f"{OAI}datestamp") or "").strip()
    return Header(identifier or f"#{number}", datestamp, header.get("status") == "deleted")


def record_of(element: Element, header: Header, prefix: str, number: int, cursor: str) -> SourceRecord:
    """A broken one is a record with its problem."""
    raw = {"identifier": header.identifier, "datestamp": header.datestamp, "format": prefix}
    metadata = element.find(f"{OAI}metadata")
    described = next(iter(metadata), None) if metadata is not None else None
    if header.identifier.startswith("#") or described is None:
        what = "has no identifier" if header.identifier.startswith("#") else "has no metadata"
        return replace(broken(number, raw, what, header.identifier), cursor=cursor)
    told = as_json(described)
    raw |= {"metadata": told}
    fields = Fields(described)
    record = (_of_datacite if _is_datacite(described) else _of_dublin_core)(fields)
    record |= {"remote_id": header.identifier, "cursor": cursor, "raw": raw}
    if not record["title"]:
        return replace(broken(number, raw, "has no title; give it one", header.identifier), cursor=cursor)
    return SourceRecord(**{"modified": header.datestamp, **record})


def _is_datacite(described: Element) -> bool:
    return any("datacite" in each.tag and _local(each) == "resource" for each in described.iter())


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


class Fields:
    """The elements of a description by their plain names, whatever version of a namespace they are in."""

    def __init__(self, described: Element) -> None:
        self._by_name: dict[str, list[Element]] = {}
        for each in described.iter():
            self._by_name.setdefault(_local(each), []).append(each)

    def all(self, name: str, where: Callable[[Element], bool] = lambda _: True) -> list[Element]:
        return [each for each in self._by_name.get(name, []) if where(each) and _text(each)]

    def texts(self, name: str, where: Callable[[Element], bool] = lambda _: True) -> list[str]:
        return list(dict.fromkeys(_text(each) for each in self.all(name, where)))

    def first(self, name: str, where: Callable[[Element], bool] = lambda _: True) -> str:
        return next(iter(self.texts(name, where)), "")

    def spoken(self, name: str, where: Callable[[Element], bool] = lambda _: True) -> str:
        """In Korean, else English, else the first."""
        found = self.all(name, where)
        for language in LANGUAGES:
            if chosen := _in_language(found, language):
                return chosen
        return _text(found[0]) if found else ""

    def english(self, name: str, where: Callable[[Element], bool] = lambda _: True) -> str:
        return _in_language(self.all(name, where), "en")


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _in_language(elements: Iterable[Element], language: str) -> str:
    spoken = (each for each in elements if each.get(_LANG, "").lower().partition("-")[0] == language)
    return next(map(_text, spoken), "")


def _of_dublin_core(fields: Fields) -> dict[str, Any]:
    rights = fields.texts("rights")
    title, english = fields.spoken("title"), fields.english("title")
    formats = fields.texts("format")
    media_type = formats[0] if len(formats) == 1 and "/" in formats[0] else None
    return {
        "title": title, "title_en": english if english != title else "",
        "description": fields.spoken("description"), "keywords": tuple(fields.texts("subject")),
        "publisher": fields.spoken("publisher") or fields.first("creator"), "issued": fields.first("date"),
        "licence": _licence(rights), "rights": "\n".join(rights), "provision_now": str(_provision(rights)),
        "modality": (str(_modality(fields.texts("type"))),),
        "links": tuple(_links(fields.texts("identifier"), media_type)),
    }  # fmt: skip


def _of_datacite(fields: Fields) -> dict[str, Any]:
    def main(each: Element) -> bool:
        return not each.get("titleType") or each.get("titleType") == "TranslatedTitle"

    title, english = fields.spoken("title", main), fields.english("title", main)
    rights = fields.all("rights")
    words = list(dict.fromkeys(word for each in rights for word in (_text(each), each.get("rightsURI", "")) if word))
    formats = fields.texts("format")
    kinds = [each.get("resourceTypeGeneral", "") for each in fields.all("resourceType")]
    own = fields.texts("identifier", lambda each: each.get("identifierType") is not None)
    return {
        "title": title, "title_en": english if english != title else "",
        "description": _abstract(fields), "keywords": tuple(fields.texts("subject")),
        "publisher": fields.spoken("publisher") or fields.first("creatorName"),
        "issued": fields.first("date", _of_type("Issued", "Available")) or fields.first("publicationYear"),
        "licence": _licence([each.get("rightsURI", "") for each in rights]) or _licence(words),
        "rights": "\n".join(words), "provision_now": str(_provision(words)), "modality": (str(_modality(kinds)),),
        "links": tuple(_links([*own, *fields.texts("alternateIdentifier")], formats[0] if len(formats) == 1 else None)),
    } | ({"modified": updated} if (updated := fields.first("date", _of_type("Updated"))) else {})  # fmt: skip


def _of_type(*types: str) -> Callable[[Element], bool]:
    return lambda each: each.get("dateType") in types


def _abstract(fields: Fields) -> str:
    of_kind = fields.spoken("description", lambda each: each.get("descriptionType") == "Abstract")
    return of_kind or fields.spoken("description")


def _licence(rights: list[str]) -> str:
    """The address of a licence where there is one, else the words that are no access right."""
    words = [each for each in rights if each and not _access_of(each)]
    return next((each for each in words if each.startswith(("http://", "https://"))), words[0] if words else "")


def _access_of(word: str) -> ProvisionNow | None:
    return _ACCESS.get(word.rstrip("/").rpartition("/")[2].replace(" ", "").casefold())


def _provision(rights: list[str]) -> ProvisionNow:
    """Said nothing: what a repository lists is open."""
    return next((found for each in rights if (found := _access_of(each))), ProvisionNow.OPEN)


def _modality(kinds: list[str]) -> Modality:
    return next((found for kind in kinds if (found := _MODALITY.get(kind.replace(" ", "").casefold()))), Modality.TABLE)


def _links(identifiers: list[str], media_type: str | None) -> Iterator[FileRef]:
    known: set[str] = set()
    for each in identifiers:
        doi = _DOI.match(each)
        place = f"https://doi.org/{doi[1]}" if doi else each
        if place.startswith(("http://", "https://")) and place not in known:
            known.add(place)
            name = doi[1] if doi else place.partition("?")[0].rstrip("/").rpartition("/")[2] or place
            yield FileRef(name, place, None, media_type if not doi else "text/html")


def as_json(element: Element, depth: int = 0) -> Any:
    """An element as plain values: its attributes, its text, its children by name; too deep ones are left out."""
    values: dict[str, Any] = {f"@{name.rpartition('}')[2]}": value for name, value in element.attrib.items()}
    text = (element.text or "").strip()
    if depth < DEEPEST:
        for child in element:
            values.setdefault(_local(child), []).append(as_json(child, depth + 1))
    if not values:
        return text
    return values | ({"#text": text} if text else {})
