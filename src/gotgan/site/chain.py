"""What follows a scan, by name: the catalogue pulls, share opens what is wished open, the index follows,
and what arrived is compared with all the hub knows."""

from __future__ import annotations

from gotgan.terms.job import JobHandle
from gotgan.work import actions as work

AFTER_SCAN = ("catalogue.pull", "share.pull", "catalogue.index", "inventory.compare")


def enqueue_scan(scan_id: str) -> JobHandle:
    """Have a scan run, and every later room pull its result."""
    return work.enqueue("inventory.scan", scan_id, then=AFTER_SCAN)


def enqueue_pull() -> JobHandle:
    """Have every later room pull what a person just decided in the inventory."""
    first, *rest = AFTER_SCAN
    return work.enqueue(first, then=rest, key=first)


def enqueue_telling() -> JobHandle:
    """Have everyone told who holds a version that was taken back, and their letters sent."""
    return work.enqueue("share.tell", then=("accounts.send",), key="share.tell")
