"""The bytes of uploaded workbooks: where they lie, until when, and deleting them.

What was thrown away or refused goes at once. What was applied is evidence until the campaign is frozen and
GOTGAN_WORKBOOK_DAYS have passed. Name, checksum, who and when stay.
"""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.store.folder import FolderStore
from gotgan.survey.actions.tallies import lock_target
from gotgan.survey.models import Workbook
from gotgan.survey.queries.workbooks import kept_files
from gotgan.terms.role import Actor

SPARED_SECONDS = 24 * 3600
"""A file that no upload names may belong to one that is still coming in."""


def workbook_store(kept_under: int) -> FolderStore:
    """A store of its own for each target, so that its row's lock covers what lies in it."""
    return FolderStore(_root() / str(kept_under))


def _root() -> Path:
    return Path(settings.GOTGAN_DATA) / "workbooks"


@transaction.atomic
def remove_file(*, by: Actor, workbook_id: str) -> bool:
    """Delete the bytes, unless another upload of the same ones still needs them; returns whether there were any to go.

    The caller has asked who may, and whether it is time.
    """
    target = Workbook.objects.filter(pk=workbook_id).values_list("target_id", flat=True).first()
    if target is None:
        return False
    lock_target(target)
    row = Workbook.objects.filter(pk=workbook_id, removed=None).first()
    if row is None:
        return False
    same = Workbook.objects.filter(kept_under=row.kept_under, sha256=row.sha256, removed=None).exclude(pk=row.pk)
    if not same.exists():
        workbook_store(row.kept_under).delete(row.sha256)
    row.removed = timezone.now()
    row.save(update_fields=["removed"])
    details = {"sha256": row.sha256, "size_bytes": row.size_bytes}
    record(by=by, action="survey.remove_workbook_file", subject=f"workbook:{row.pk}", details=details)
    return True


def sweep_files() -> int:
    """Delete what no upload names: left by a writer that was killed, or by an upload that was not taken."""
    kept, swept, before = kept_files(), 0, time.time() - SPARED_SECONDS
    for path in _root().glob("*/*/*"):
        if (path.parent.parent.name, path.name) not in kept and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            swept += 1
    return swept
