"""Who made, published or answers for a dataset, as the source's own record names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

KEYS = frozenset(
    (
        "publisher", "creator", "contributor", "supplier", "contractor", "maintainer", "author", "provider", "owner",
        "organization", "organisation", "contactpoint", "contact_point", "contact", "attribution", "rightsholder",
        "공급업체", "구축업체", "수행업체", "유지보수업체", "위탁기관", "수탁기관", "제공기관", "제공기관명",
        "관리기관", "관리기관명", "소관기관", "소관기관명", "작성기관", "담당기관", "insttnm", "orgnm",
    )
)  # fmt: skip
"""Fields of a record, without the prefix of a vocabulary (`dct:publisher`)."""
NAMES = ("name", "title", "fn", "organization-name", "organization_name", "hasorganizationname", "organization",
         "organisation", "affiliation", "name_ko", "value", "@value")  # fmt: skip
"""Members of an object, of a person or body, that hold a name."""
INSIDE = ("resource", "label", "metadata", "dataset")
DEEPEST = 3
LONGEST = 300


def named_in(record: Mapping[str, Any]) -> frozenset[str]:
    """Names as the record writes them; an address or a number of a contact is none."""
    return frozenset(name for key, value in _fields(record) if _plain_key(key) in KEYS for name in _names(value, 0))


def _fields(record: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Of the record, of what is one level down, and of CKAN's extras."""
    for key, value in record.items():
        yield str(key), value
        if str(key).casefold() in INSIDE and isinstance(value, Mapping):
            yield from ((str(inner), each) for inner, each in value.items())
        elif key == "extras" and isinstance(value, list):
            yield from ((str(each.get("key")), each.get("value")) for each in value if isinstance(each, Mapping))


def _plain_key(key: str) -> str:
    return key.rpartition(":")[2].rpartition("/")[2].rpartition("#")[2].casefold().strip()


def _names(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        name = value.strip()[:LONGEST]
        if name and "@" not in name and "://" not in name:
            yield name
    elif isinstance(value, list | tuple) and depth < DEEPEST:
        for each in value:
            yield from _names(each, depth + 1)
    elif isinstance(value, Mapping) and depth < DEEPEST:
        for key, each in value.items():
            if _plain_key(str(key)) in NAMES:
                yield from _names(each, depth + 1)
