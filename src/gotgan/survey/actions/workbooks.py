"""Filled workbooks: taken in, read by a job, and applied whole or not at all when a person says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.survey.actions.sheets.answers import Saved, save_sheets
from gotgan.survey.actions.sheets.opening import Desk, check_answers, check_open, open_target
from gotgan.survey.actions.workbook_files import remove_file, workbook_store
from gotgan.survey.models import Sheet, Workbook
from gotgan.survey.queries.workbooks import NoSuchWorkbook
from gotgan.survey.workbook.package import LARGEST_BYTES
from gotgan.survey.workbook.shapes import Change, Compared
from gotgan.terms.errors import Invalid, Issue, NotAllowed
from gotgan.terms.role import SYSTEM, Actor
from gotgan.work import actions as work
from gotgan.work import queries as jobs

MOST_WAITING = 5
"""Workbooks of one organisation that may wait to be read."""
Key = tuple[str, str]


class NotChecked(NotAllowed):
    """The workbook is not waiting to be applied: it has problems, was applied, or was thrown away."""


@dataclass(frozen=True)
class Applied:
    """What became of it: items changed and confirmed, in how many sheets; with a conflict nothing was stored."""

    sheets: int = 0
    items: int = 0
    confirmed: int = 0
    conflicts: int = 0


@transaction.atomic
def upload_workbook(*, by: Actor, target_id: int, file_name: str, chunks: Iterable[bytes]) -> str:
    """Keep a filled workbook and have it read; returns its id.

    Raises: NoSuchSheet for a stranger; NotYours, NotWritable; Invalid when it is empty, too large or one too many.
    """
    desk = open_target(by, target_id)
    check_answers(desk)
    check_open(desk)
    if _count_waiting(target_id) >= MOST_WAITING:
        raise Invalid(Issue("file", "other workbooks still wait to be read", "wait a minute and upload it again"))
    stored = workbook_store(target_id).put(_bounded(chunks))
    if stored.size_bytes == 0:
        raise Invalid(Issue("file", "it is empty", "choose the file again"))
    row = Workbook.objects.create(
        target=desk.target, kept_under=target_id, file_name=_file_name(file_name), sha256=stored.sha256,
        size_bytes=stored.size_bytes, by=by.label[:254], person_id=by.person_id, at=desk.now,
    )  # fmt: skip
    row.job_id = work.enqueue("survey.read_workbook", row.pk).id
    row.save(update_fields=["job_id"])
    details = {"target": target_id, "sha256": stored.sha256, "size_bytes": stored.size_bytes}
    record(by=by, action="survey.upload_workbook", subject=f"workbook:{row.pk}", details=details)
    return row.pk


def _count_waiting(target_id: int) -> int:
    """Those whose job failed do not stand in the way of the next."""
    unread = [job.id for job in jobs.unfinished("survey.read_workbook")]
    return Workbook.objects.filter(target=target_id, state="received", job_id__in=unread).count()


def _bounded(chunks: Iterable[bytes]) -> Iterable[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST_BYTES:
            remedy = "leave pictures and own sheets out"
            raise Invalid(Issue("file", f"the file is larger than {LARGEST_BYTES} bytes", remedy))
        yield chunk


def _file_name(name: str) -> str:
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(letter for letter in bare if letter.isprintable()).strip()[:255] or "workbook.xlsx"


@transaction.atomic
def keep_reading(*, workbook_id: str, compared: Compared) -> None:
    """What the job found: refused with every problem, or ready to be looked at. Answers stay as they are."""
    row = Workbook.objects.select_for_update().filter(pk=workbook_id, state="received").first()
    if row is None:  # thrown away meanwhile, or read already
        return
    row.state = "refused" if compared.problems else "checked"
    row.problems = [each.to_json() for each in compared.problems]
    row.changes = [each.to_json() for each in compared.changes]
    row.save(update_fields=["state", "problems", "changes"])
    details = {"problems": len(row.problems), "changes": len(row.changes), "rows": compared.rows}
    record(by=SYSTEM, action="survey.read_workbook", subject=f"workbook:{workbook_id}", details=details)


@transaction.atomic
def apply_workbook(*, by: Actor, workbook_id: str, mine: Collection[Key] = (), theirs: Collection[Key] = ()) -> Applied:
    """Store what the workbook changes, whole or not at all.

    Of each item that was changed online since the download, `mine` takes the workbook's value and `theirs` leaves
    the online one. What was changed since the differences were shown is a new conflict: nothing is stored then.
    Raises: NoSuchWorkbook, NotYours, NotWritable, NotChecked; Invalid when a conflict is not decided.
    """
    desk, row = _open(by, workbook_id)
    changes = _fresh(desk, row)
    new = [each for each in changes if each["theirs"] and not _knows(row, each)]
    if new:
        row.changes = changes
        row.save(update_fields=["changes"])
        return Applied(conflicts=len(new))
    kept = list(_decided(changes, mine, theirs))
    saved = save_sheets(by=by, target_id=row.target_id, changes=wanted_of(kept, row.pk, row.file_name))
    if any(each.conflicts or each.issues for each in saved):
        raise Invalid(*_issues(saved))
    row.state, row.applied = "applied", timezone.now()
    row.save(update_fields=["state", "applied"])
    done = count_applied(saved, kept)
    details = {"sheets": done.sheets, "items": done.items, "confirmed": done.confirmed, "sha256": row.sha256}
    record(by=by, action="survey.apply_workbook", subject=f"workbook:{row.pk}", details=details)
    return done


@transaction.atomic
def discard_workbook(*, by: Actor, workbook_id: str) -> None:
    """Throw a workbook away that was not applied, bytes and all. Raises: NoSuchWorkbook, NotYours, NotChecked."""
    _desk, row = _open(by, workbook_id, states=("received", "checked", "refused"), is_writing=False)
    row.state = "discarded"
    row.changes, row.problems = [], []
    row.save(update_fields=["state", "changes", "problems"])
    record(by=by, action="survey.discard_workbook", subject=f"workbook:{row.pk}", details={"sha256": row.sha256})
    remove_file(by=by, workbook_id=row.pk)


def _open(
    by: Actor, workbook_id: str, *, states: Collection[str] = ("checked",), is_writing: bool = True
) -> tuple[Desk, Workbook]:
    target = Workbook.objects.filter(pk=workbook_id[:32]).values_list("target_id", flat=True).first()
    if target is None:
        raise NoSuchWorkbook(f"workbook {workbook_id[:32]}: there is no such workbook; see the list of uploads")
    desk = open_target(by, target)
    check_answers(desk)
    row = Workbook.objects.select_for_update().get(pk=workbook_id)
    if row.state not in states:
        raise NotChecked(f"the workbook is {row.state}; upload it again if it is still wanted")
    if is_writing:
        check_open(desk)
    return desk, row


def _fresh(desk: Desk, row: Workbook) -> list[dict[str, Any]]:
    """The changes with the conflicts of this moment."""
    wanted = {each["sheet"] for each in row.changes}
    answers = dict(Sheet.objects.filter(target=desk.target, pk__in=wanted).values_list("pk", "answers"))
    return [_against(each, answers.get(each["sheet"], {}).get(each["item"])) for each in row.changes]


def _against(change: dict[str, Any], stored: Mapping[str, Any] | None) -> dict[str, Any]:
    now = stored["value"] if stored else None
    is_newer = stored is not None and stored["revision"] > change["revision"]
    is_other = now != change["after"] and (is_newer or (change["is_confirmation"] and now != change["before"]))
    known = change["theirs"]
    if known and stored is not None and known["revision"] == stored["revision"] and known["value"] == now:
        return change
    if not is_other or stored is None:
        return change
    theirs = {"value": now, "by": stored["by"], "at": stored["at"], "revision": stored["revision"]}
    return {**change, "before": now, "theirs": theirs}


def _knows(row: Workbook, change: dict[str, Any]) -> bool:
    return change in row.changes


def _decided(
    changes: Iterable[dict[str, Any]], mine: Collection[Key], theirs: Collection[Key]
) -> Iterable[dict[str, Any]]:
    open_ = []
    for each in changes:
        key = (each["sheet"], each["item"])
        if each["theirs"] and key in mine:
            yield {**each, "revision": each["theirs"]["revision"]}
        elif each["theirs"] and key not in theirs:
            open_.append(Issue(each["item"], "it was changed online since the download", "choose which answer stays"))
        elif not each["theirs"]:
            yield each
    if open_:
        raise Invalid(*open_)


def wanted_of(changes: Iterable[Mapping[str, Any]], workbook: str, file_name: str) -> dict[str, dict[str, Any]]:
    """Changes as `save_sheets` takes them, each with the file that it came from."""
    wanted: dict[str, dict[str, Any]] = {}
    proof = {
        "kind": "person", "ref": f"workbook:{workbook}", "note_ko": f"올린 파일: {file_name}",
        "note_en": f"uploaded file: {file_name}", "at": timezone.now().isoformat(timespec="seconds"),
    }  # fmt: skip
    for each in changes:
        said = {"value": each["after"], "revision": each["revision"], "evidence": [proof]}
        wanted.setdefault(each["sheet"], {})[each["item"]] = said
    return wanted


def count_applied(saved: Iterable[Saved], changes: Collection[Mapping[str, Any]]) -> Applied:
    changed = [each for each in saved if each.changed]
    confirmed = sum(bool(each["is_confirmation"]) for each in changes)
    return Applied(len(changed), sum(len(each.changed) for each in changed), confirmed)


def _issues(saved: Iterable[Saved]) -> list[Issue]:
    found = [issue for each in saved for issue in each.issues]
    conflict = "it was changed online since the download"
    return found + [Issue(one.item, conflict, "look at it again") for each in saved for one in each.conflicts]


@transaction.atomic
def put_answers(*, by: Actor, target_id: int, changes: Collection[Change], file_name: str) -> Applied:
    """Store what a CSV or JSON document changes, whole or not at all; `changes` without problems.

    Raises: as save_sheets; Invalid when one of them is in conflict.
    """
    desk = open_target(by, target_id)
    check_answers(desk)
    check_open(desk)
    documents = [each.to_json() for each in changes]
    for each in documents:
        each["theirs"] = None
    saved = save_sheets(by=by, target_id=target_id, changes=wanted_of(documents, "api", file_name))
    if any(each.conflicts or each.issues for each in saved):
        raise Invalid(*_issues(saved))
    done = count_applied(saved, documents)
    details = {"sheets": done.sheets, "items": done.items, "confirmed": done.confirmed}
    record(by=by, action="survey.put_answers", subject=f"target:{target_id}", details=details)
    return done
