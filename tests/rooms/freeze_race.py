"""One thread saves answers, one accepts sheets, as fast as they can, while a third closes and freezes.

Run by itself it works in the data folder of an embedded hub: the suite's SQLite lies in memory, which real hubs never
use.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any


def race() -> dict[str, Any]:
    """What was taken of saves and of acceptances, why the next one was refused, and what the file holds of them."""
    from gotgan.survey.actions.campaigns import close_campaign
    from gotgan.survey.actions.sheets import NotWritable, accept, save_answers
    from gotgan.survey.actions.snapshots import freeze_campaign
    from gotgan.terms.role import SYSTEM, Role
    from tests.rooms.factories import make_viewer
    from tests.rooms.running import run_waiting_jobs
    from tests.rooms.surveyed import Surveyed, by

    surveyed, manager = Surveyed(), make_viewer(Role.SURVEY_MANAGER)
    draft = surveyed.sheet()
    signed = _signed_sheets(surveyed.target, 300)
    saved: list[str] = []
    accepted: list[str] = []
    refused: dict[str, str] = {}
    saving, accepting = threading.Event(), threading.Event()

    def save() -> None:
        for number in range(2000):
            change = {"description": {"value": f"답 {number}", "revision": number}}
            try:
                save_answers(by=by(surveyed.officer), sheet_id=draft.pk, changes=change)
            except NotWritable as error:
                refused["save"] = str(error)
                return
            saved.append(f"답 {number}")
            saving.set()

    def review() -> None:
        for sheet in signed:
            done = accept(by=by(manager), sheet_ids=[sheet])
            if done.refused:
                refused["accept"] = done.refused[0][1]
                return
            accepted.append(sheet)
            accepting.set()

    def end() -> None:
        saving.wait(20)
        close_campaign(by=SYSTEM, campaign_id=surveyed.campaign.pk)
        accepting.wait(20)
        freeze_campaign(by=SYSTEM, campaign_id=surveyed.campaign.pk)

    _together(save, review, end)
    run_waiting_jobs()
    return {"saved": saved, "accepted": sorted(accepted), "refused": refused, **_frozen()}


def _signed_sheets(target: Any, number: int) -> list[str]:
    from django.db import transaction
    from django.utils import timezone

    from gotgan.survey.actions.tallies import bulk_store
    from gotgan.survey.models import Sheet
    from gotgan.terms.survey import SheetState

    made = [
        Sheet(target=target, title=f"서명 {each}", state=SheetState.SIGNED, created=timezone.now())
        for each in range(number)
    ]
    with transaction.atomic():
        bulk_store(target.pk, made)
    return [sheet.pk for sheet in made]


def _frozen() -> dict[str, Any]:
    """What the file holds, and what the tables hold."""
    from gotgan.survey.frozen import snapshot_store
    from gotgan.survey.models import Sheet, Snapshot
    from gotgan.survey.results.lines import read_lines
    from gotgan.terms.survey import SheetState

    lines = read_lines(snapshot_store().path_of(Snapshot.objects.get().sha256))
    sheets = {line["id"]: line for line in lines if line["kind"] == "sheet"}
    (said,) = [sheet["answers"]["description"]["value"] for sheet in sheets.values() if sheet["answers"]]
    live = {sheet.pk: [sheet.state, sheet.answers] for sheet in Sheet.objects.all()}
    return {
        "frozen_answer": said,
        "frozen_accepted": sorted(key for key, sheet in sheets.items() if sheet["state"] == SheetState.ACCEPTED),
        "is_as_live": {key: [sheet["state"], sheet["answers"]] for key, sheet in sheets.items()} == live,
    }


def _together(*works: Callable[[], None]) -> None:
    from django.db import connection

    errors: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 raised below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]


def main() -> None:
    import django

    django.setup()
    print(json.dumps(race()))


if __name__ == "__main__":
    main()
