"""One POST for each address of workbooks that takes one: what it needs to be there, and what it sends."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from gotgan.survey.models import Workbook
from tests.rooms.sheet_writes import Made, _answering


def _upload(person: int) -> Made:
    return {"target_id": _answering(person).target.pk}, {"file": SimpleUploadedFile("a.xlsx", b"any bytes")}


def _checked(person: int) -> Made:
    """A workbook that was read and changes one answer."""
    made = _answering(person)
    change = {
        "sheet": made.sheet().pk, "title": "버스", "item": "record_unit", "before": None, "after": "정류장",
        "revision": 0, "theirs": None, "is_confirmation": False,
    }  # fmt: skip
    row = Workbook.objects.create(
        target=made.target, kept_under=made.target.pk, file_name="a.xlsx", sha256="0" * 64, size_bytes=1,
        state="checked", changes=[change], by="t", at=timezone.now(),
    )  # fmt: skip
    return {"workbook_id": row.pk}, {}


WORKBOOK_WRITES: dict[str, Callable[[int], Made]] = {
    "workbooks": _upload,
    "workbook_apply": _checked,
    "workbook_discard": _checked,
}
