"""One thread saves answers as fast as it can while another closes and freezes; what came of it.

Run by itself it prepares an embedded hub's own database: the suite's SQLite lies in memory, which real hubs never use.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any


def race() -> dict[str, Any]:
    """{"saved": values that were taken, "refused": reasons, "frozen": the value in the file, "live": in the table}."""
    from gotgan.survey.actions.sheets import NotWritable, save_answers
    from gotgan.survey.frozen import snapshot_store
    from gotgan.survey.models import Sheet, Snapshot
    from gotgan.survey.results.lines import read_lines
    from tests.rooms.running import run_waiting_jobs
    from tests.rooms.surveyed import Surveyed, by

    surveyed = Surveyed()
    sheet = surveyed.sheet()
    saved: list[str] = []
    refused: list[str] = []
    begun = threading.Event()

    def save() -> None:
        for number in range(2000):
            change = {"description": {"value": f"답 {number}", "revision": number}}
            try:
                done = save_answers(by=by(surveyed.officer), sheet_id=sheet.pk, changes=change)
            except NotWritable as error:
                refused.append(str(error))
                return
            assert done.changed == ("description",)
            saved.append(f"답 {number}")
            begun.set()

    def end() -> None:
        begun.wait(20)
        _end(surveyed.campaign.pk)

    _together(save, end)
    run_waiting_jobs()
    lines = read_lines(snapshot_store().path_of(Snapshot.objects.get().sha256))
    (line,) = [each for each in lines if each["kind"] == "sheet"]
    live = Sheet.objects.get(pk=sheet.pk).answers["description"]["value"]
    return {"saved": saved, "refused": refused, "frozen": line["answers"]["description"]["value"], "live": live}


def _end(campaign_id: str) -> None:
    """Closed and frozen in one stroke, so that a save meets the freeze itself."""
    from django.db import transaction

    from gotgan.survey.actions.campaigns import close_campaign
    from gotgan.survey.actions.snapshots import freeze_campaign
    from gotgan.terms.role import SYSTEM

    with transaction.atomic():
        close_campaign(by=SYSTEM, campaign_id=campaign_id)
        freeze_campaign(by=SYSTEM, campaign_id=campaign_id)


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
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    print(json.dumps(race()))


if __name__ == "__main__":
    main()
