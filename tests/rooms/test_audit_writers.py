"""Several processes at once, on the database that `gotgan up` uses: one unbroken chain."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.shared_data import ROOT

PROLOGUE = "import django; django.setup()\n"
MIGRATE = "from django.core.management import call_command; call_command('migrate', verbosity=0)\n"
WRITE = """
from django.db import transaction
from gotgan.audit.actions import record
from gotgan.terms.role import SYSTEM
for number in range(40):
    with transaction.atomic():
        record(by=SYSTEM, action="test.write", subject=f"thing:{number}")
"""
VERIFY = """
from gotgan.audit.queries import verify
report = verify()
print(report.ok, report.events, report.reason)
"""


def start(code: str, folder: Path) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "GOTGAN_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "gotgan.site.settings.embedded",
        "PYTHONPATH": str(ROOT / "src"),
    }
    return subprocess.Popen([sys.executable, "-c", PROLOGUE + code], env=environment, stdout=subprocess.PIPE, text=True)


def test_three_writers_make_one_chain(tmp_path: Path) -> None:
    assert start(MIGRATE, tmp_path).wait() == 0
    writers = [start(WRITE, tmp_path) for _ in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    told, _ = start(VERIFY, tmp_path).communicate()
    assert told.split() == ["True", "120"]
