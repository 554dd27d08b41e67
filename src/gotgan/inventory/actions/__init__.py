"""What can be changed in the inventory: each one transaction and one audit event."""

from gotgan.inventory.actions.carrying import refuse_carried
from gotgan.inventory.actions.combined import keep_combined
from gotgan.inventory.actions.declaring import declare_datasets
from gotgan.inventory.actions.downloads import note_downloads
from gotgan.inventory.actions.overlaps import (
    ComparedTable,
    compare_again,
    decide_overlap,
    forget_overlaps,
    skip_overlaps,
    store_overlaps,
)
from gotgan.inventory.actions.places import find_or_add_source
from gotgan.inventory.actions.reconcile import reconcile, release_held
from gotgan.inventory.actions.records import record_batch
from gotgan.inventory.actions.refined import NoSuchVersion, release_refined, withdraw_version
from gotgan.inventory.actions.relinks import accept_relink, decline_relink
from gotgan.inventory.actions.scanners import NoSuchScanner, enrol_scanner, withdraw_scanner
from gotgan.inventory.actions.scans import (
    ScanRunning,
    begin_gathering,
    begin_processing,
    cancel_scan,
    fail_lost_scans,
    follow_up,
    learn_kind,
    resume_scan,
    start_scan,
    stop_scan,
)
from gotgan.inventory.actions.sources import add_source, remove_source, set_options, set_publication
from gotgan.inventory.actions.surveys import call_back_surveys, record_survey, record_surveys, tie_to_snapshot
from gotgan.inventory.actions.uploads import (
    abandon_upload,
    append_upload,
    begin_upload,
    finish_upload,
    sweep_uploads,
)
from gotgan.inventory.actions.versions import NewVersion, fail_record, store_version

__all__ = [
    "ComparedTable", "NewVersion", "NoSuchScanner", "NoSuchVersion", "ScanRunning", "abandon_upload",
    "accept_relink", "add_source", "append_upload", "begin_gathering", "begin_processing", "begin_upload",
    "call_back_surveys", "cancel_scan", "compare_again", "decide_overlap", "declare_datasets", "decline_relink",
    "enrol_scanner", "fail_lost_scans", "fail_record", "find_or_add_source", "finish_upload", "follow_up",
    "forget_overlaps", "keep_combined", "learn_kind", "note_downloads", "reconcile", "record_batch",
    "record_survey", "record_surveys", "refuse_carried", "release_held", "release_refined", "remove_source",
    "resume_scan", "set_options", "set_publication", "skip_overlaps", "start_scan", "stop_scan", "store_overlaps",
    "store_version", "sweep_uploads", "tie_to_snapshot", "withdraw_scanner", "withdraw_version",
]  # fmt: skip
