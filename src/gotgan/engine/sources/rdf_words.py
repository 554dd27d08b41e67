"""The words of DCAT for JSON-LD whose context lies elsewhere: contexts of strangers are never fetched."""

from __future__ import annotations

from typing import Any

from rdflib import Namespace

HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
SCHEMA = Namespace("http://schema.org/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
ADMS = Namespace("http://www.w3.org/ns/adms#")

_PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/", "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#", "vcard": str(VCARD), "adms": str(ADMS), "hydra": str(HYDRA),
    "owl": "http://www.w3.org/2002/07/owl#", "prov": "http://www.w3.org/ns/prov#", "schema": str(SCHEMA),
    "odrl": "http://www.w3.org/ns/odrl/2/", "spdx": "http://spdx.org/rdf/terms#",
}  # fmt: skip
_TYPES = {
    "dcat": "Catalog Dataset DatasetSeries Distribution DataService CatalogRecord Resource",
    "foaf": "Agent Organization", "skos": "Concept", "vcard": "Kind", "hydra": "PagedCollection PartialCollectionView",
    "dct": "RightsStatement LicenseDocument",
}  # fmt: skip
_TEXTS = {
    "dct": "title description issued modified identifier", "dcat": "keyword byteSize",
    "foaf": "name", "skos": "prefLabel", "rdfs": "label", "hydra": "totalItems",
}  # fmt: skip
_NODES = {
    "dct": "publisher creator license rights accessRights format language type",
    "dcat": "dataset distribution theme downloadURL accessURL accessService endpointURL landingPage mediaType"
    " contactPoint inSeries catalog service record",
    "hydra": "next nextPage view",
}  # fmt: skip
_BY_LANGUAGE = frozenset({"title", "description", "keyword", "name", "prefLabel", "label"})
_OTHER_VOCABULARY = "schema.org"


def _words(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(word, prefix) for prefix, words in table.items() for word in words.split()]


def dcat_context() -> dict[str, Any]:
    """The terms of DCAT 3, DCAT-AP 3 and DCAT-US 3 that a record is made of, as a JSON-LD 1.1 context."""
    context: dict[str, Any] = dict(_PREFIXES)
    context |= {word: f"{prefix}:{word}" for word, prefix in _words(_TYPES)}
    for word, prefix in _words(_TEXTS):
        context[word] = {"@id": f"{prefix}:{word}"} | ({"@container": "@language"} if word in _BY_LANGUAGE else {})
    context |= {word: {"@id": f"{prefix}:{word}", "@type": "@id"} for word, prefix in _words(_NODES)}
    return context


class Contexts:
    """Replaces every context that would be fetched, wherever it stands; `replaced` names them."""

    def __init__(self) -> None:
        self.replaced: list[str] = []

    def made_local(self, value: Any) -> Any:
        """The same JSON without a reference to another document's context. Raises: RecursionError."""
        if isinstance(value, list):
            return [self.made_local(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {key: self._context(each) if key == "@context" else self.made_local(each) for key, each in value.items()}

    def _context(self, value: Any) -> Any:
        if isinstance(value, list):
            return [local for each in value for local in _listed(self._context(each))]
        if isinstance(value, str):
            return self._known(value)
        if not isinstance(value, dict):
            return value
        rest = self.made_local({key: each for key, each in value.items() if key != "@import"})
        return [self._known(str(value["@import"])), rest] if "@import" in value else rest

    def _known(self, name: str) -> dict[str, Any]:
        if name not in self.replaced:
            self.replaced.append(name)
        return {"@vocab": str(SCHEMA)} if _OTHER_VOCABULARY in name else dcat_context()


def points_elsewhere(value: Any, is_context: bool = False) -> bool:
    """Whether a context anywhere in it is a name and not written out. Raises: RecursionError."""
    if isinstance(value, list):
        return any(points_elsewhere(each, is_context) for each in value)
    if isinstance(value, dict):
        return "@import" in value or any(points_elsewhere(each, key == "@context") for key, each in value.items())
    return is_context and isinstance(value, str)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
