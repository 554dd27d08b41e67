"""Taking a file out of custody: who took which is written down (PIPC guideline: access to additional information)."""

from __future__ import annotations

from typing import BinaryIO

from django.db import transaction

from gotgan.audit.actions import record
from gotgan.refine.actions.permission import viewer_of
from gotgan.refine.models import Parcel
from gotgan.refine.queries.combinations import open_parcel
from gotgan.terms.role import Actor


@transaction.atomic
def take_parcel(*, by: Actor, combination_id: str, parcel_id: int) -> tuple[Parcel, BinaryIO]:
    """The file and its content for whom it is handed to; the caller closes it. Raises: as `queries.open_parcel`."""
    parcel, content = open_parcel(viewer_of(by), combination_id, parcel_id)
    details = {"kind": parcel.kind, "maker": parcel.maker_id, "sha256": parcel.sha256}
    record(by=by, action="refine.take_parcel", subject=f"combination:{combination_id}", details=details)
    return parcel, content
