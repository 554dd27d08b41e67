"""Addresses of datasets and their files, as paths of this hub."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from django.urls import NoReverseMatch, reverse


def dataset_address(address: str) -> str:
    """`org/name` to the page's path."""
    return f"/datasets/{address}"


def file_address(address: str, path: str) -> str:
    """Where a file of the newest version is downloaded."""
    return f"/datasets/{address}/resolve/main/{quote(path, safe='/')}"


def croissant_address(address: str) -> str:
    return f"/datasets/{address}/croissant.json"


def is_web_address(address: str) -> bool:
    """Whether an address that somebody else wrote may become a link: never `javascript:` and the like."""
    return urlsplit(address).scheme in ("http", "https")


def first_address(*names: str) -> str:
    """The address of the first of these pages that this hub has; empty when it has none."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""
