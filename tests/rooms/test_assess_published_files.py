"""The files of a published list: one set of bytes for everyone, and those of the day it was signed."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from gotgan.assess import actions
from gotgan.assess.models import DatasetList, ListVersion
from gotgan.assess.queries import published
from gotgan.assess.queries.signing import broken_in
from gotgan.organisations.models import Organisation, Succession
from gotgan.terms.role import Role
from tests.rooms.assess_run import Run, rules
from tests.rooms.factories import make_organisation, make_viewer
from tests.rooms.published_lists import publish
from tests.rooms.test_assess_published_pages import FILES, text, visitor, words_of
from tests.rooms.test_overlap_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
HERE = "/lists/the-hundred/1"


@pytest.fixture(autouse=True)
def desk(settings: LazySettings) -> None:
    settings.GOTGAN_DESK = "tests.rooms.published_lists.printing_desk"


@pytest.fixture
def version(tmp_path: Path) -> ListVersion:
    return publish(tmp_path / "engine")


def taken(client: Client) -> dict[str, bytes]:
    """Every public file with its sums, by the name that a browser keeps it under."""
    found = {}
    for each in FILES:
        answer = client.get(f"{HERE}/list{each}")
        assert answer.status_code == 200, each
        assert answer["ETag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
        found[answer["Content-Disposition"].split('filename="')[1].rstrip('"')] = answer.content
    return {**found, "SHA256SUMS": client.get(f"{HERE}/SHA256SUMS").content}


def test_whoever_takes_a_file_in_whatever_language_has_the_same_bytes(version: ListVersion) -> None:
    korean = taken(visitor("ko"))
    assert set(korean) == {"SHA256SUMS", *(f"the-hundred-1{each}" for each in FILES)}
    assert taken(visitor("en")) == korean
    assert taken(client_of(make_viewer(Role.AUDITOR), "en")) == korean
    assert taken(Client(headers={"accept-language": "fr"})) == korean
    assert korean["the-hundred-1-ko.csv"] != korean["the-hundred-1-en.csv"]


def test_sums_check_every_file_by_the_program_that_reads_them(version: ListVersion, tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    for number, (name, content) in enumerate(taken(visitor("ko")).items()):
        other = taken(visitor("en"))[name] if number % 2 else content
        (folder / name).write_bytes(other)
    command = ["sha256sum", "--check", "--strict", "SHA256SUMS"]
    checked = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert sorted(checked.stdout.splitlines()) == sorted(f"the-hundred-1{each}: OK" for each in FILES)
    (folder / "the-hundred-1-en.csv").write_bytes(b"other")
    assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("part", ["", "whole/"])
def test_address_without_a_language_leads_to_the_file_of_the_page(version: ListVersion, part: str) -> None:
    for language in ("ko", "en"):
        auditor = client_of(make_viewer(Role.AUDITOR), language)
        for form in ("csv", "xlsx", "pdf"):
            answer = auditor.get(f"{HERE}/{part}list.{form}")
            assert (answer.status_code, answer["Location"]) == (302, f"{HERE}/{part}list-{language}.{form}")
        assert f'href="{HERE}/list-{language}.csv"' in text(auditor.get("/lists/the-hundred"))


@pytest.mark.parametrize("name", ["list.doc", "list-fr.csv", "list-ko.json", "list-ko.doc", "whole/list-fr.csv"])
def test_file_that_a_list_does_not_have_is_named(version: ListVersion, name: str) -> None:
    answer = client_of(make_viewer(Role.AUDITOR)).get(f"{HERE}/{name}")
    assert answer.status_code == 404


def test_the_whole_list_too_is_one_file_for_every_reader(version: ListVersion) -> None:
    korean, english = (client_of(make_viewer(Role.AUDITOR), language) for language in ("ko", "en"))
    for each in FILES:
        address = f"{HERE}/whole/list{each}"
        assert korean.get(address).content == english.get(address).content
        assert f'filename="the-hundred-1-whole{each}"' in korean.get(address)["Content-Disposition"]


def test_without_a_desk_the_refusal_says_to_print_the_page(version: ListVersion, settings: LazySettings) -> None:
    settings.GOTGAN_DESK = "gotgan.desk.client.desk_of"
    assert visitor().get(f"{HERE}/list-ko.pdf").status_code == 503
    sums = text(visitor().get(f"{HERE}/SHA256SUMS"))
    assert "pdf" not in sums
    assert sums.count("\n") == len(FILES) - 2


def rename_and_merge(codes: list[str]) -> str:
    """Each is called otherwise, and then goes into one institution; returns the name of that."""
    for code in codes:
        Organisation.objects.filter(pk=code).update(name_ko=f"새이름{code}", name_en=f"Renamed {code}")
    heir = make_organisation(name="통합부", name_en="United Ministry")
    for code in codes:
        Succession.objects.create(predecessor_id=code, successor_id=heir.code)
    return heir.name


def test_files_stay_as_signed_when_institutions_are_renamed_and_merged(version: ListVersion) -> None:
    before = taken(visitor())
    whole = client_of(make_viewer(Role.AUDITOR))
    whole_before = [whole.get(f"{HERE}/whole/list{each}").content for each in FILES]
    owner = version.dataset_list.owner
    rename_and_merge(list(Organisation.objects.values_list("code", flat=True)))
    assert taken(visitor()) == before
    assert [whole.get(f"{HERE}/whole/list{each}").content for each in FILES] == whole_before
    listed = json.loads(before["the-hundred-1.json"])["list"]
    assert listed["owner_name"] == owner.name_ko
    page = text(visitor("ko").get("/lists/the-hundred"))
    assert owner.name_ko in page
    assert "서명할 때의 이름입니다. 지금은: 통합부" in page
    assert "지금은 통합부" in page


def test_page_says_what_an_institution_is_called_today(version: ListVersion) -> None:
    member, owner = published.get_published("the-hundred").members[0], version.dataset_list.owner
    assert "Today:" not in text(visitor().get("/lists/the-hundred"))
    Organisation.objects.filter(pk__in=[member.organisation, owner.pk]).update(name_ko="새이름", name_en="New name")
    page = text(visitor().get("/lists/the-hundred"))
    assert "is what it was called when it signed. Today: New name" in page
    assert "today New name" in page


def test_signature_keeps_names_of_the_day_it_was_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner holds no candidate here, and a cap names an institution that holds none: the evidence knows neither."""
    run = Run(monkeypatch)
    run.make()
    owner, capped = make_organisation(name="주관부"), make_organisation(name="한도부")
    DatasetList.objects.update(owner_id=owner.code)
    actions.set_rules(**run.by(), document=rules(caps={"organisation": {capped.code: 3}}))
    run.collect()
    run.solve()
    run.propose()
    signed = run.sign()
    assert signed.signed_over["institutions"] == {owner.code: ["주관부", ""], capped.code: ["한도부", ""]}
    actions.publish(**run.by())
    before = [visitor("ko").get(f"/lists/hundred/1/list{each}").content for each in FILES]
    assert "한도부 데이터 최대 3건" in words_of("xlsx", before[FILES.index("-ko.xlsx")])
    assert json.loads(before[0])["list"]["owner_name"] == "주관부"
    rename_and_merge([owner.code, capped.code])
    assert [visitor("ko").get(f"/lists/hundred/1/list{each}").content for each in FILES] == before
    assert broken_in(run.version) == ()
