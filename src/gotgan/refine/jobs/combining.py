"""The engine at work in a combination: each job opens only the files that its party may have."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gotgan.agent.gather import is_full
from gotgan.engine.combine.files import (
    DATA,
    FOR_COMBINING_BODY,
    FOR_KEY_MANAGER,
    KEYS,
    LINKAGE,
    MATCH,
    PAYLOAD,
    PREPARE,
    Handed,
    check_handed,
)
from gotgan.engine.combine.identifiers import Identifier
from gotgan.engine.combine.join import join
from gotgan.engine.combine.match import Allowed, match
from gotgan.engine.combine.prepare import Preparation, prepare
from gotgan.engine.deidentify.receipt import Source
from gotgan.engine.deidentify.techniques.pseudonym import Key
from gotgan.engine.package.parquet import column_names
from gotgan.inventory import actions as inventory_actions
from gotgan.inventory import queries as inventory
from gotgan.refine import actions, custody
from gotgan.refine.actions.combining import NewParcel
from gotgan.refine.actions.keys import custody_folder
from gotgan.refine.jobs.measuring import evidence_of, store_files
from gotgan.refine.jobs.scratch import now, scratch, store
from gotgan.refine.models import Combination, CombinationParty, Parcel
from gotgan.terms.combination import ParcelKind, TaskState
from gotgan.terms.dataset import StoredFile
from gotgan.terms.errors import GotganError, Invalid, Issue, Unavailable
from gotgan.terms.job import JobContext
from gotgan.terms.manifest import FileEntry, Manifest

SEED_BYTES = 32


def prepare_part(party_id: int, *, context: JobContext) -> None:
    """An institution's table into keys and data. Asked for once more meanwhile, it is done once."""
    party = CombinationParty.objects.select_related("combination", "organisation").get(pk=party_id)
    if party.task != TaskState.WAITING:
        return
    context.heartbeat({"step": "reading"})
    with scratch(f"part-{party_id}") as folder:
        _told(
            lambda: actions.keep_parcels(party_id=party_id, parcels=_prepare(party, folder)),
            lambda problem: actions.refuse_table(party_id=party_id, problem=problem),
        )


def _prepare(party: CombinationParty, folder: Path) -> list[NewParcel]:
    row = party.combination
    identifiers = tuple(Identifier(party.columns[field], field) for field in sorted(row.fields))
    asked = Preparation(row.pk, party.organisation.slug, identifiers, tuple(party.leave_out))
    key = Key("custody", custody.read_key(custody_folder(), row.key_id).encode())
    seed = secrets.token_bytes(SEED_BYTES)
    done = prepare(_source(party), asked, key, folder / "out", seed=seed, started=now(), now=now)
    return [
        _parcel(ParcelKind.KEYS, folder / "out" / FOR_KEY_MANAGER / KEYS, done.keys),
        _parcel(ParcelKind.PAYLOAD, folder / "out" / FOR_COMBINING_BODY / PAYLOAD, done.payload),
    ]


def _source(party: CombinationParty) -> Source:
    assert party.dataset_id is not None
    version = inventory.version(party.dataset_id, party.version)
    files = version.files if version else ()
    found = next((file for file in files if file.role == "parquet" and file.table == party.table), None)
    if found is None:
        raise Invalid(Issue("table", "the dataset has it no more", "choose it again"))
    path = store().path_of(found.sha256)
    return Source(path, found.path, found.sha256, column_names(path), found.rows or 0, typed=True)


def match_keys(combination_id: str, *, context: JobContext) -> None:
    """Keys to the linkage: no payload is opened."""
    row = Combination.objects.get(pk=combination_id)
    if not row.is_busy:
        return
    context.heartbeat({"step": "matching"})
    with scratch(f"match-{combination_id}") as folder:
        _told(
            lambda: actions.keep_linkage(combination_id=combination_id, parcel=_match(row, folder)),
            lambda problem: actions.refuse_combination(combination_id=combination_id, problem=problem),
        )


def _match(row: Combination, folder: Path) -> NewParcel:
    sides = _handed(row, ParcelKind.KEYS, KEYS, PREPARE)
    allowed = Allowed(**dict.fromkeys(row.allowed, True))
    receipt = match(sides, folder / "out", allowed=allowed, started=now(), now=now)
    return _parcel(ParcelKind.LINKAGE, folder / "out" / LINKAGE, receipt)


def join_payloads(combination_id: str, *, context: JobContext) -> None:
    """Payloads and linkage to the combined table: no keys are opened."""
    row = Combination.objects.get(pk=combination_id)
    if not row.is_busy:
        return
    context.heartbeat({"step": "joining"})
    with scratch(f"join-{combination_id}") as folder:
        _told(
            lambda: _join(row, folder),
            lambda problem: actions.refuse_combination(combination_id=combination_id, problem=problem),
        )


def _join(row: Combination, folder: Path) -> None:
    payloads = _handed(row, ParcelKind.PAYLOAD, PAYLOAD, PREPARE)
    (linkage,) = _handed(row, ParcelKind.LINKAGE, LINKAGE, MATCH)
    seed = secrets.token_hex(SEED_BYTES)
    receipt = join(payloads, linkage, folder / "out", how=row.how, seed=seed, started=now(), now=now)
    written = folder / "out" / DATA
    evidence = evidence_of(written, folder / "measure")
    made = _version_of(store_files(written, evidence), evidence)
    actions.keep_combination(combination_id=row.pk, made=made, receipt=receipt)


def _version_of(files: list[StoredFile], evidence: Any) -> inventory_actions.NewVersion:
    originals = [each for each in files if each.role == "original"]
    manifest = Manifest(
        tuple(FileEntry(each.path, each.size_bytes, each.sha256, each.media_type) for each in originals)
    )
    return inventory_actions.NewVersion(manifest.sha256, manifest.size_bytes, tuple(files), (evidence,))


def _handed(row: Combination, kind: ParcelKind, name: str, activity: str) -> list[Handed]:
    """The living parcels of one kind, each checked against its receipt."""
    found = []
    for parcel in Parcel.objects.filter(combination=row, kind=kind, destroyed__isnull=True).order_by("id"):
        handed = Handed(store().path_of(parcel.sha256), parcel.receipt)
        check_handed(handed, name, activity, f"file {parcel.pk}")
        found.append(handed)
    return found


def _parcel(kind: ParcelKind, file: Path, receipt: Mapping[str, Any]) -> NewParcel:
    stored = store().put_file(file)
    return NewParcel(kind, stored.sha256, stored.size_bytes, receipt["outputs"][0]["rows"], receipt)


def _told(work: Callable[[], object], refuse: Callable[[str], object]) -> None:
    """What the engine refuses is an answer; only a full disk or a lost worker tries again."""
    try:
        work()
    except Unavailable:
        raise
    except GotganError as error:
        refuse(str(error))
    except OSError as error:
        if not is_full(error):
            raise
        refuse("the disk is full; make room and ask again")
