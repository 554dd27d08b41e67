"""The package as a DCAT catalogue: each dataset that is published, with who publishes it, and the tables about them.

Written line by line, so that a hundred thousand datasets are never held; no clock in it. Source: DCAT-AP 3.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO
from urllib.parse import quote

from gotgan.survey.rules.publication import Policy
from gotgan.terms.croissant import CroissantFile
from gotgan.terms.questionnaire import NA, UNKNOWN, Questionnaire

_RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"
_ACCESS = {"open": "PUBLIC", "limited": "RESTRICTED", "internal": "NON_PUBLIC", "none": "NON_PUBLIC"}
"""As the organisation states it is provided now; nobody says more of it here."""
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#", "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip
_SILENT = (UNKNOWN, NA, "", None)
Said = Mapping[str, Any]
"""Published answers of one sheet by item: values, identifiers in texts masked."""


class Catalogue:
    """A file that is a dcat:Catalog: opened with what is known of the campaign, then a dataset after the other."""

    def __init__(self, path: Path, campaign: Mapping[str, Any], policy: Policy, sha256: str) -> None:
        self._path, self._campaign, self._policy, self._id = path, campaign, policy, f"urn:sha256:{sha256}"
        self._publisher = _publisher(campaign, policy)
        self._schemes: set[str] = set()

    def __enter__(self) -> Catalogue:
        self._file: TextIO = self._path.open("w", encoding="utf-8", newline="\n")
        head = {
            "@context": _CONTEXT, "@id": f"{self._id}#catalogue", "@type": "dcat:Catalog",
            **_texts("dct:title", self._campaign["title_ko"], self._campaign["title_en"]),
            **_texts("dct:description", *self._about()),
            "dct:publisher": self._publisher, "dct:license": _licence(self._policy), "dct:issued": self._day(),
        }  # fmt: skip
        self._file.write(_json(head)[:-1] + ', "dcat:dataset": [\n')
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def add(
        self, sheet: Mapping[str, Any], title: str, body: Mapping[str, Any], said: Said, form: Questionnaire
    ) -> None:
        """A dataset that is published, its publisher the body that answered for it."""
        number = sheet["dataset"] or sheet["id"]
        node = {
            "@id": f"urn:gotgan:dataset:{number}", "@type": "dcat:Dataset", "dct:identifier": number,
            **_texts("dct:title", title, _text(said, "title_en")),
            **_texts("dct:description", _text(said, "description") or title, ""),
            "dct:publisher": _body(body), **_keywords(said), **_themes(said, form), **_access(said, form),
            **_period(said),
        }  # fmt: skip
        self._file.write(_json(node) + ",\n")

    def close(self, tables: list[CroissantFile]) -> None:
        """The last dataset is the survey's own answers, with the tables of the package."""
        node = {
            "@id": self._id, "@type": "dcat:Dataset", "dct:identifier": self._id,
            **_texts("dct:title", self._campaign["title_ko"], self._campaign["title_en"]),
            **_texts("dct:description", *self._about()),
            "dct:issued": self._day(), "dct:publisher": self._publisher,
            "dct:accessRights": {"@id": f"{_RIGHTS}PUBLIC", "@type": "dct:RightsStatement"},
            "dcat:distribution": [_distribution(table, self._id, self._policy) for table in tables],
        }  # fmt: skip
        self._file.write(_json(node) + "\n]}\n")

    def _about(self) -> tuple[str, str]:
        korean = f"{self._campaign['title_ko']}에서 수락한 응답 가운데 공개하는 데이터의 목록. {self._id}"
        english = self._campaign["title_en"] or self._campaign["title_ko"]
        return korean, f"Datasets whose accepted answers in {english} are published. {self._id}"

    def _day(self) -> dict[str, str]:
        return {"@type": "xsd:date", "@value": self._campaign["closes"][:10]}


def publisher_name(campaign: Mapping[str, Any], policy: Policy) -> str:
    """The body that answers for the results, as it was called when they were frozen; else what the policy says."""
    return str(campaign.get("publisher") or policy.publisher.ko)


def _publisher(campaign: Mapping[str, Any], policy: Policy) -> dict[str, Any]:
    name = publisher_name(campaign, policy)
    english = "" if campaign.get("publisher") else policy.publisher.en
    return {"@id": f"urn:gotgan:publisher:{quote(name, safe='')}", "@type": "foaf:Agent",
            **_texts("foaf:name", name, english)}  # fmt: skip


def _body(body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@id": f"urn:gotgan:organisation:{quote(body['code'], safe='')}", "@type": "foaf:Agent",
        "dct:identifier": body["code"], **_texts("foaf:name", body["name"], body["name_en"]),
    }  # fmt: skip


def _keywords(said: Said) -> dict[str, Any]:
    words = [word.strip() for word in _text(said, "keywords").replace(";", ",").split(",")]
    found = list(dict.fromkeys(word for word in words if word))
    return {"dcat:keyword": [{"@language": "ko", "@value": word} for word in found]} if found else {}


def _themes(said: Said, form: Questionnaire) -> dict[str, Any]:
    """What the data is about and of which kind it is, in the codes of the questionnaire."""
    nodes = [_concept(form, name, code) for name in ("field", "modality") for code in _codes(said, name)]
    return {"dcat:theme": nodes} if nodes else {}


def _concept(form: Questionnaire, item: str, code: str) -> dict[str, Any]:
    asked = form.find(item)
    codes = form.code_lists.get(asked.code_list) if asked else None
    found = codes.find(code) if codes else None
    return {
        "@id": f"urn:gotgan:code:{item}:{quote(code, safe='')}", "@type": "skos:Concept",
        **_texts("skos:prefLabel", found.label.ko if found else code, found.label.en if found else ""),
    }  # fmt: skip


def _access(said: Said, form: Questionnaire) -> dict[str, Any]:
    code = said.get("provision_now")
    if code not in _ACCESS:
        return {}
    label = _concept(form, "provision_now", str(code))["skos:prefLabel"]
    return {"dct:accessRights": {"@id": _RIGHTS + _ACCESS[str(code)], "@type": "dct:RightsStatement",
                                 "rdfs:label": label}}  # fmt: skip


def _period(said: Said) -> dict[str, Any]:
    value = said.get("period_covered")
    if not isinstance(value, Mapping):
        return {}
    ends = {"dcat:startDate": value.get("from"), "dcat:endDate": value.get("to")}
    days = {name: {"@type": "xsd:date", "@value": day} for name, day in ends.items() if day}
    return {"dct:temporal": {"@type": "dct:PeriodOfTime", **days}} if days else {}


def _distribution(table: CroissantFile, package: str, policy: Policy) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "@id": f"{package}#{table.id}",
        "dct:title": table.id,
        "dct:license": _licence(policy),
        "dcat:accessURL": {"@id": table.url, "@type": "rdfs:Resource"},
        "dcat:downloadURL": {"@id": table.url},
        "dcat:mediaType": {
            "@id": "https://www.iana.org/assignments/media-types/text/csv", "@type": "dct:MediaType",
        },
        "dcat:byteSize": {"@type": "xsd:decimal", "@value": str(table.size_bytes)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": table.sha256},
        },
    }  # fmt: skip


def _licence(policy: Policy) -> dict[str, str]:
    return {"@id": policy.licence, "@type": "dct:LicenseDocument"}


def _texts(name: str, korean: str, english: str) -> dict[str, Any]:
    said = [("ko", korean), ("en", english)]
    return {name: [{"@language": language, "@value": text} for language, text in said if text]}


def _text(said: Said, item: str) -> str:
    value = said.get(item)
    return value if isinstance(value, str) and value not in _SILENT else ""


def _codes(said: Said, item: str) -> list[str]:
    value = said.get(item)
    return [str(each) for each in value if each not in _SILENT] if isinstance(value, list) else []


def _json(node: Mapping[str, Any]) -> str:
    return json.dumps(node, ensure_ascii=False, sort_keys=True)
