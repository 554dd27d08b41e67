"""The scanners that are enrolled, withdrawn ones too."""

from __future__ import annotations

from gotgan.inventory.models import Scanner
from gotgan.terms.seal import ScannerView


def scanners(organisation: str | None = None) -> tuple[ScannerView, ...]:
    """By organisation and age."""
    rows = Scanner.objects.all()
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    return tuple(
        ScannerView(
            row.key_id, row.public_key, row.organisation_id, row.title, row.withdrawn_at is not None,
            row.created, row.withdrawn_at,
        )
        for row in rows
    )  # fmt: skip
