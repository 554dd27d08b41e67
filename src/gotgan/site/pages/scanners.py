"""The scanners whose sealed results are taken in, by the organisations that the viewer keeps."""

from __future__ import annotations

from dataclasses import dataclass

from gotgan.inventory import queries as inventory
from gotgan.site.pages.sources import check_keeps, kept_organisations
from gotgan.terms.errors import NotFound
from gotgan.terms.organisation import Organisation
from gotgan.terms.role import Viewer
from gotgan.terms.seal import ScannerView


class UnknownScanner(NotFound):
    """No scanner with this key is enrolled."""


@dataclass(frozen=True)
class ScannerRow:
    scanner: ScannerView
    organisation: Organisation


def list_scanners(viewer: Viewer) -> tuple[ScannerRow, ...]:
    """By organisation and age, withdrawn ones too; only the viewer's own."""
    kept = {each.code: each for each in kept_organisations(viewer)}
    found = inventory.scanners()
    return tuple(ScannerRow(each, kept[each.organisation]) for each in found if each.organisation in kept)


def get_scanner(viewer: Viewer, key_id: str) -> ScannerView:
    """Raises: UnknownScanner, NotYourSource."""
    for each in inventory.scanners():
        if each.key_id == key_id:
            check_keeps(viewer, each.organisation)
            return each
    raise UnknownScanner(f"scanner {key_id}")
