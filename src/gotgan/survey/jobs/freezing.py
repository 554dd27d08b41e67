"""Writing a frozen campaign's file, then everything that is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import structlog

from gotgan.survey.actions.snapshots import keep_exports, keep_snapshot
from gotgan.survey.frozen import snapshot_store
from gotgan.survey.jobs.exporting import write_exports
from gotgan.survey.models import Snapshot
from gotgan.survey.queries.snapshots import Frozen, find_snapshot, frozen_lines
from gotgan.survey.results.lines import Packer
from gotgan.terms.job import JobContext

log = structlog.get_logger("gotgan.survey")
_EVERY = 100


def freeze(campaign_id: str, *, context: JobContext) -> None:
    """Write the file where it is missing, then the exports from it. Interrupted, it begins again: nothing changes."""
    snapshot = find_snapshot(campaign_id)
    if snapshot is None or not snapshot_store().has(snapshot.sha256):
        snapshot = _write(campaign_id, context)
    exports = write_exports(snapshot_store(), snapshot.sha256, context)
    keep_exports(campaign_id=campaign_id, exports=exports)
    log.info("campaign_frozen", campaign=campaign_id, sha256=snapshot.sha256, exports=len(exports))


def _write(campaign_id: str, context: JobContext) -> Snapshot:
    counted, packer = Frozen(), Packer()
    lines = _told(frozen_lines(campaign_id, counted), counted, context)
    stored = snapshot_store().put(packer.pack(lines))
    counts = {**counted.to_json(), "lines_sha256": packer.sha256}
    return keep_snapshot(campaign_id=campaign_id, sha256=stored.sha256, size_bytes=stored.size_bytes, counts=counts)


def _told(lines: Iterator[dict[str, Any]], counted: Frozen, context: JobContext) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines):
        if number % _EVERY == 0:
            context.heartbeat({"sheets": counted.sheets})
        yield line
