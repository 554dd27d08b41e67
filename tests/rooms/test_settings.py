"""Settings: documented, safe by default, refusing what is unsafe; language; health; log lines."""

from __future__ import annotations

import json
import logging
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import structlog
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from gotgan.site.settings import base
from gotgan.site.settings.secret import WeakSecret, check_secret, read_or_make_secret
from gotgan.terms.role import Role
from tests.rooms.factories import make_token, make_viewer
from tests.shared_data import ROOT

PAGE = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
STRONG = "kJ3v9Qx_7Lm2Zt8RbYw4Nc6Hd1Sf5Gp0UaEoXi-TqWz"


@pytest.mark.parametrize("name", [name for name in dir(base) if name.startswith("GOTGAN_")])
def test_every_setting_of_ours_is_documented(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_every_variable_that_is_read_is_documented() -> None:
    folder = ROOT / "src" / "gotgan" / "site" / "settings"
    text = "".join(path.read_text() for path in folder.glob("*.py") if path.name != "test.py")
    read = set(re.findall(r'(?:environ\.get|_needed)\("(\w+)"', text))
    assert "GOTGAN_DATA" in read
    assert {name for name in read if f"`{name}`" not in PAGE} == set()


def start_production(**environment: str) -> str:
    """The last line of a production start that fails, or nothing."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("GOTGAN_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", "import gotgan.site.settings.production"],
        env={**clean, **environment}, capture_output=True, text=True, check=False, cwd=ROOT / "src",
    )  # fmt: skip
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


def test_production_refuses_to_start_without_what_it_needs() -> None:
    base_url = {"DATABASE_URL": "postgresql://u:p@h/n"}
    assert "DATABASE_URL: not set" in start_production()
    assert "GOTGAN_SECRET_KEY" in start_production(**base_url, GOTGAN_HOSTS="h")
    assert "GOTGAN_SECRET_KEY" in start_production(**base_url, GOTGAN_HOSTS="h", GOTGAN_SECRET_KEY="changeme" * 5)
    assert "GOTGAN_HOSTS: not set" in start_production(**base_url, GOTGAN_SECRET_KEY=STRONG)
    assert start_production(**base_url, GOTGAN_HOSTS="h", GOTGAN_SECRET_KEY=STRONG) == ""


@given(st.text(max_size=31))
def test_short_secret_is_weak(secret: str) -> None:
    with pytest.raises(WeakSecret):
        check_secret(secret)


def test_secret_is_made_once_and_private(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret.key"
    first = read_or_make_secret(path)
    assert read_or_make_secret(path) == first == check_secret(first)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret.key"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "cookie", "header", "language"),
    [
        ("/accounts/login/?lang=en", "ko", "ko", "en"),
        ("/accounts/login/", "en", "ko", "en"),
        ("/accounts/login/", "", "en", "en"),
        ("/accounts/login/", "", "", "ko"),
        ("/accounts/login/?lang=xx", "", "en", "en"),
    ],
)
def test_language_by_address_then_cookie_then_browser(
    client: Client, address: str, cookie: str, header: str, language: str
) -> None:
    if cookie:
        client.cookies["lang"] = cookie
    answer = client.get(address, headers={"Accept-Language": header})
    assert f'<html lang="{language}"' in answer.content.decode()
    assert {"Cookie", "Accept-Language"} <= {word.strip() for word in answer["Vary"].split(",")}
    assert ("lang" in answer.cookies) == ("lang=en" in address)


@pytest.mark.django_db
def test_pages_carry_a_strict_policy(client: Client) -> None:
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_health_doors(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").json()["ready"] is True
    assert b"gotgan_jobs_unfinished 0.0" in client.get("/metrics").content


@pytest.mark.django_db
def test_metrics_from_elsewhere_need_an_operator(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9").status_code == 403
    person = make_viewer(Role.OPERATOR).person_id
    assert person is not None
    headers = {"Authorization": f"Bearer {make_token(person)}"}
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.9", headers=headers).status_code == 200


def test_log_line_of_an_error_has_no_message(caplog: pytest.LogCaptureFixture) -> None:
    formatter = base.LOGGING["formatters"]["lines"]
    lines = formatter["()"](processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"])
    with caplog.at_level(logging.ERROR):
        try:
            raise ValueError("900101-1234567")
        except ValueError:
            structlog.get_logger("gotgan.test").exception("went_wrong", rows=3)
            logging.getLogger("foreign").exception("went wrong")
    for record in caplog.records:
        line = json.loads(lines.format(record))
        assert line["error"] == "ValueError"
        assert line["places"]
        assert "900101" not in json.dumps(line)
