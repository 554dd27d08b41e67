"""Several processes at one sheet, on the database that `gotgan up` uses: nothing is lost, and the counts are right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.shared_data import ROOT

PROLOGUE = "import django; django.setup()\nimport json, sys\nfrom gotgan.terms.role import Actor\n"
SET_UP = """
from tests.rooms.surveyed import Surveyed
made = Surveyed()
people = [[each.person_id, each.label] for each in (made.officer, made.colleague, made.lead)]
print(json.dumps({"sheet": made.sheet().pk, "target": made.target.pk, "people": people}))
"""
SAVE = """
from gotgan.survey.actions.sheets import save_answers
made, number = json.loads(sys.argv[1]), int(sys.argv[2])
by = Actor(*made["people"][number])
own = ("description", "record_unit", "original_purpose")[number]
seen, kept, conflicts = 0, [], 0
for turn in range(8):
    text = f"{number}-{turn}"
    changes = {own: {"value": text, "revision": seen}, "title_ko": {"value": text, "revision": seen}}
    done = save_answers(by=by, sheet_id=made["sheet"], changes=changes)
    kept += [text] if "title_ko" in done.changed else []
    conflicts += len(done.conflicts)
    assert own in done.changed
    seen = done.revision
print(json.dumps({"kept": kept, "conflicts": conflicts}))
"""
LOOK = """
from gotgan.survey.actions.tallies import recount_target
from gotgan.survey.models import AnswerChange, Sheet
made = json.loads(sys.argv[1])
sheet = Sheet.objects.get(pk=made["sheet"])
said = list(AnswerChange.objects.filter(item="title_ko").values_list("after", flat=True))
found = {"revision": sheet.revision, "own": {key: each["value"] for key, each in sheet.answers.items()}}
print(json.dumps(found | {"said": [each["value"] for each in said], "wrong": recount_target(made["target"])}))
"""


def start(code: str, folder: Path, *words: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "GOTGAN_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "gotgan.site.settings.embedded",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-c", PROLOGUE + code, *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return dict(json.loads(out.splitlines()[-1]))


def test_three_people_at_one_sheet_lose_nothing(fresh_hub: Path) -> None:
    made = json.dumps(told(start(SET_UP, fresh_hub)))
    writers = [start(SAVE, fresh_hub, made, str(number)) for number in range(3)]
    done = [told(writer) for writer in writers]
    found = told(start(LOOK, fresh_hub, made))
    assert [found["own"][key] for key in ("description", "record_unit", "original_purpose")] == ["0-7", "1-7", "2-7"]
    assert found["revision"] == 24
    # each title that a writer was told is kept has its trace, and each that is not was told as a conflict
    assert sorted(found["said"]) == sorted(text for each in done for text in each["kept"])
    assert len(found["said"]) + sum(each["conflicts"] for each in done) == 24
    assert found["wrong"] == {}
