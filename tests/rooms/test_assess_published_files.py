"""The files of a published list: one set of bytes for everyone, and those of the day it was signed."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from gotgan.assess.models import ListVersion
from gotgan.terms.role import Role
from tests.rooms.factories import make_viewer
from tests.rooms.published_lists import publish
from tests.rooms.test_assess_published_pages import FILES, text, visitor
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
