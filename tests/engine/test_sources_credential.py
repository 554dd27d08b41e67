"""Credentials by reference: what is refused, what is read, and that no value shows itself."""

from __future__ import annotations

import copy
import os
import pickle
from pathlib import Path

import pytest

from gotgan.engine.sources.credential import (
    LARGEST_SECRET_BYTES,
    Secret,
    check_no_password,
    check_options,
    check_reference,
    resolve,
)
from gotgan.terms.errors import GotganError, Invalid, NotAllowed, NotFound

VALUE = "열려라-참깨!7"


def kept(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{:>30}".format, lambda secret: f"{[secret]}"])
def test_secret_hides_its_value(show) -> None:
    secret = Secret(VALUE)
    assert VALUE not in show(secret)
    assert secret.reveal() == VALUE


@pytest.mark.parametrize("copied", [pickle.dumps, copy.deepcopy])
def test_secret_is_not_written_down(copied) -> None:
    with pytest.raises(TypeError) as caught:
        copied(Secret(VALUE))
    assert VALUE not in str(caught.value)


def test_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOTGAN_TEST_CREDENTIAL", VALUE)
    assert resolve("env:GOTGAN_TEST_CREDENTIAL").reveal() == VALUE
    assert resolve("env:OTHER", environment={"OTHER": "x"}).reveal() == "x"


@pytest.mark.parametrize("environment", [{}, {"MISSING": ""}])
def test_environment_variable_not_set(environment: dict[str, str]) -> None:
    with pytest.raises(NotFound, match=r"env:MISSING: is not set; set it"):
        resolve("env:MISSING", environment=environment)


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_file_of_its_owner_alone(tmp_path: Path, ending: bytes) -> None:
    path = kept(tmp_path / "비밀", VALUE.encode() + ending)
    assert resolve(f"file:{path}").reveal() == VALUE
    assert resolve(f"file://{path}").reveal() == VALUE


def test_spaces_belong_to_the_value(tmp_path: Path) -> None:
    assert resolve(f"file:{kept(tmp_path / 'a', b' a b ')}").reveal() == " a b "


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o601])
def test_file_that_others_can_touch_is_refused(tmp_path: Path, mode: int) -> None:
    path = kept(tmp_path / "open", VALUE.encode(), mode)
    with pytest.raises(NotAllowed, match="chmod 600") as caught:
        resolve(f"file:{path}")
    assert VALUE not in str(caught.value)


def test_the_file_behind_a_link_is_judged(tmp_path: Path) -> None:
    path = kept(tmp_path / "open", VALUE.encode(), 0o644)
    (tmp_path / "link").symlink_to(path)
    with pytest.raises(NotAllowed):
        resolve(f"file:{tmp_path / 'link'}")
    path.chmod(0o600)
    assert resolve(f"file:{tmp_path / 'link'}").reveal() == VALUE


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\x00", b"a" * (LARGEST_SECRET_BYTES + 1)])
def test_file_that_holds_no_secret(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Invalid, match="holds no secret"):
        resolve(f"file:{kept(tmp_path / 'a', content)}")


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(GotganError, match=r"is not a file|cannot be opened"):
            resolve(f"file:{path}")
    with pytest.raises(NotFound, match="is not there"):
        resolve(f"file:{tmp_path / 'gone'}")


@pytest.mark.parametrize(
    "text", [VALUE, "", "env:", "env:a b", f"env:{VALUE}", "file:", "file:relative/path", "ENV:A", "s3:x", "file:/a\0b"]
)
def test_a_value_is_no_reference_and_not_repeated(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_reference(text)
    assert "env:NAME" in str(caught.value)
    assert VALUE not in str(caught.value)
    with pytest.raises(Invalid):
        resolve(text)


@pytest.mark.parametrize(
    "location",
    [
        "sftp://kim:열려라@host/data",
        "sftp://kim:열려라@host:22/data",
        "sftp://kim:p@열려라@host/data",
        "sftp://kim:열/려라@host/data",
        "sftp://kim:열려라#1@host/data",
        "sftp://kim:@host/data",
        "sftp://kim%3A열려라@host/",
        "  SFTP://:열려라@host",
        "postgresql+psycopg://kim:열려라@[::1]:5432/db",
        "postgresql://host/db?sslmode=require&password=열려라",
        "kim:열려라@host/data",
    ],
)
def test_password_in_an_address_is_refused_and_not_repeated(location: str) -> None:
    with pytest.raises(Invalid, match=r"holds a password.*credential=env:NAME") as caught:
        check_no_password(location)
    assert not set("열려라") & set(str(caught.value))


@pytest.mark.parametrize(
    "location",
    [
        "sftp://kim@host:2222/data", "sftp://host/a@b:c", "sftp://host:22/a@b", "https://host/?at=12:30@x",
        "sftp://[2001:db8::1]/data/kim@x", "sftp://[2001:db8::1]:22/kim@x", "s3://bucket/prefix", "/data/a:b@c",
        "postgresql:///db", "sqlite:////data/a.db",
    ],
)  # fmt: skip
def test_address_without_a_password_passes(location: str) -> None:
    check_no_password(location)


def test_options_a_source_does_not_know() -> None:
    check_options("sftp", {"credential": "env:A"}, {"credential", "host_key"})
    with pytest.raises(Invalid, match="option 'hostkey': is not known to sftp; use credential, host_key"):
        check_options("sftp", {"hostkey": VALUE}, {"credential", "host_key"})
    with pytest.raises(Invalid, match=r"option password: would hold a secret.*credential=env:NAME") as caught:
        check_options("sftp", {"Password": VALUE}, {"credential"})
    assert VALUE not in str(caught.value)
