"""Files of a real OpenSSH server."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import paramiko
import pytest
from tests.engine.relay import Relay, relay
from tests.engine.ssh_server import SshServer, password_server, ssh_server
from tests.engine.test_sources_folder import listed, put

from gotgan.engine.sources import open_source
from gotgan.engine.sources.again import Patience
from gotgan.engine.sources.remote import TreeSource
from gotgan.engine.sources.sftp import open_sftp
from gotgan.engine.sources.ssh import HostKeyRefused
from gotgan.terms.errors import GotganError, Invalid, NotAllowed, NotFound, Unavailable
from gotgan.terms.record import FileRef

PASSWORD = "열려라-참깨!7"
QUICK = Patience(connect_seconds=5, read_seconds=10, waits_seconds=(0, 0, 0))


@pytest.fixture(scope="module")
def server() -> Iterator[SshServer]:
    with ssh_server() as running:
        yield running


@pytest.fixture
def cutting(server: SshServer) -> Iterator[Relay]:
    with relay(server.port) as relayed:
        yield relayed


@pytest.fixture
def root(server: SshServer) -> Iterator[Path]:
    """An empty root; what a test refused to the server is taken away all the same."""
    yield server.root
    for path in [*server.root.rglob("*")]:
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(server.root)
    server.root.mkdir()


def opened(
    server: SshServer, path: str = "", port: int | None = None, patience: Patience = QUICK, **options: str
) -> TreeSource:
    given: Mapping[str, str] = {**server.options, **options}
    return open_sftp(server.address(path, port), given, patience=patience, sleep=lambda _: None)


def test_tree_is_listed_as_a_folder_is(server: SshServer, root: Path) -> None:
    put(root, "인구/p-1.csv", "인구/p-2.csv", "b.xlsx", ".hidden", *[f"사진/{n}.jpg" for n in range(5)])
    records, end = listed(opened(server))
    assert [(record.remote_id, len(record.files)) for record in records] == [
        ("b.xlsx", 1), ("사진", 5), ("인구/p-#.csv", 2),
    ]  # fmt: skip
    assert (end.complete, end.lines, end.warnings) == (True, 3, ())
    first = records[0]
    assert (first.raw["files"][0]["size"], first.modified[:2]) == (8, "20")
    assert server.user not in first.files[0].location


def test_fetched_file_is_the_same(server: SshServer, root: Path, tmp_path: Path) -> None:
    content = os.urandom(3_000_000)
    (root / "a b%20#?.bin").write_bytes(content)
    source = opened(server)
    (record,) = listed(source)[0]
    source.fetch(record.files[0], tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_cut_download_goes_on_where_it_stopped(server: SshServer, root: Path, cutting: Relay, tmp_path: Path) -> None:
    content = os.urandom(4_000_000)
    (root / "a.bin").write_bytes(content)
    source = opened(server, port=cutting.port)
    (record,) = listed(source)[0]
    source.tree._hang_up()
    cutting.cuts = [1_000_000, 1_500_000]
    source.fetch(record.files[0], tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == content
    assert (cutting.lines, cutting.passed < 1.3 * len(content)) == (4, True)


def test_download_that_falls_silent_goes_on(server: SshServer, root: Path, cutting: Relay, tmp_path: Path) -> None:
    content = os.urandom(4_000_000)
    (root / "a.bin").write_bytes(content)
    source = opened(server, port=cutting.port, patience=replace(QUICK, read_seconds=1.5))
    (record,) = listed(source)[0]
    source.tree._hang_up()
    cutting.cuts = [-3_000_000]
    source.fetch(record.files[0], tmp_path / "copy")
    assert ((tmp_path / "copy").read_bytes() == content, cutting.lines) == (True, 3)
    assert cutting.passed < 1.3 * len(content)


def test_part_of_another_content_is_not_gone_on_with(
    server: SshServer, root: Path, cutting: Relay, tmp_path: Path
) -> None:
    (root / "a.bin").write_bytes(b"old" * 1_000_000)
    source = opened(server, port=cutting.port)
    (record,) = listed(source)[0]
    source.tree._hang_up()
    cutting.cuts = [1_000_000] + [0] * 20
    with pytest.raises(Unavailable, match="bytes are kept"):
        source.fetch(record.files[0], tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    assert (tmp_path / "copy.part").stat().st_size > 500_000
    (root / "a.bin").write_bytes(b"new" * 1_000_000)
    os.utime(root / "a.bin", (1, 1))
    cutting.cuts = []
    source.fetch(record.files[0], tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"new" * 1_000_000


def test_listing_cut_midway_goes_on(server: SshServer, root: Path, cutting: Relay) -> None:
    put(root, *[f"{n}/{m}-{'x' * 100}.db" for n in range(4) for m in range(60)])
    whole = listed(opened(server))[0]
    cutting.cuts = [20_000, 20_000]
    records, end = listed(opened(server, port=cutting.port))
    assert [record.remote_id for record in records] == [record.remote_id for record in whole]
    assert (end.complete, cutting.lines) == (True, 3)


def test_going_on_from_a_cursor(server: SshServer, root: Path) -> None:
    put(root, "a/x.csv", "a/y.db", "b.csv", "c/z.csv")
    whole, end = listed(opened(server))
    for place, record in enumerate(whole):
        rest, again = listed(opened(server), record.cursor)
        assert (rest, again.lines) == (whole[place + 1 :], end.lines)


def test_links_and_loops_are_not_followed(server: SshServer, root: Path) -> None:
    put(root, "in/a.csv")
    (root / "in/loop").symlink_to(root)
    (root / "in/out.csv").symlink_to("/etc/passwd")
    os.mkfifo(root / "in/pipe")
    assert [record.remote_id for record in listed(opened(server))[0]] == ["in/a.csv"]


def test_names_are_composed_or_in_cp949_and_still_fetched(server: SshServer, root: Path, tmp_path: Path) -> None:
    put(root, unicodedata.normalize("NFD", "데이터.csv"), "데이터b.csv")
    (root / os.fsdecode("통계.csv".encode("cp949"))).write_text("a\n1\n")
    source = opened(server)
    records = listed(source)[0]
    assert {record.remote_id for record in records} == {"데이터.csv", "데이터b.csv", "통계.csv"}
    for record in records:
        source.fetch(record.files[0], tmp_path / record.remote_id)
    assert (tmp_path / "통계.csv").read_text() == "a\n1\n"


def test_refused_folder_is_a_record_and_the_rest_goes_on(server: SshServer, root: Path, tmp_path: Path) -> None:
    put(root, "a/x.csv", "b/y.csv", "z.csv")
    (root / "a").chmod(0)
    source = opened(server)
    (refused, *rest), end = listed(source)
    assert (refused.remote_id, end.complete) == ("a", False)
    assert "permission denied" in refused.problem
    assert [record.remote_id for record in rest] == ["b/y.csv", "z.csv"]
    (root / "z.csv").chmod(0)
    with pytest.raises(NotFound, match="permission denied"):
        source.fetch(rest[1].files[0], tmp_path / "copy")


def test_root_that_is_not_there(server: SshServer, root: Path) -> None:
    with pytest.raises(Unavailable, match="is not there"):
        listed(opened(server, "/none"))


def test_unknown_host_key_is_refused_and_its_fingerprint_told(server: SshServer) -> None:
    with pytest.raises(HostKeyRefused, match="not known") as caught:
        listed(opened(server, host_key=""))
    assert f"host_key={server.fingerprint}" in str(caught.value)
    with pytest.raises(HostKeyRefused, match="another host key than the one given"):
        listed(opened(server, host_key="SHA256:" + "A" * 43))
    both = f"SHA256:{'A' * 43},{server.fingerprint}="
    assert listed(opened(server, host_key=both))[1].complete


def test_wrong_key_and_wrong_password_are_refused(
    server: SshServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    paramiko.RSAKey.generate(2048).write_private_key_file(str(other))
    assert stat.S_IMODE(other.stat().st_mode) == 0o600
    monkeypatch.setenv("GOTGAN_TEST_CREDENTIAL", PASSWORD)
    for reference in (f"file:{other}", "env:GOTGAN_TEST_CREDENTIAL"):
        with pytest.raises(NotAllowed, match="refuses the user or its credential") as caught:
            listed(opened(server, credential=reference))
        assert PASSWORD not in str(caught.value)


def test_right_password_lets_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOTGAN_TEST_RIGHT", PASSWORD)
    monkeypatch.setenv("GOTGAN_TEST_WRONG", "hunter2")
    with password_server("kim", PASSWORD) as (port, fingerprint):
        given = {"host_key": fingerprint, "credential": "env:GOTGAN_TEST_RIGHT"}
        records, _ = listed(open_sftp(f"sftp://kim@127.0.0.1:{port}/", given))
        assert [record.remote_id for record in records] == ["a.csv"]
        with pytest.raises(NotAllowed, match="refuses the user or its credential"):
            listed(open_sftp(f"sftp://kim@127.0.0.1:{port}/", {**given, "credential": "env:GOTGAN_TEST_WRONG"}))
        with pytest.raises(NotFound, match="is not set"):
            listed(open_sftp(f"sftp://kim@127.0.0.1:{port}/", {**given, "credential": "env:GOTGAN_TEST_NONE"}))


def test_server_that_does_not_answer(server: SshServer, cutting: Relay) -> None:
    cutting.cuts = [0] * 10
    with pytest.raises(Unavailable, match="tried 4 times"):
        listed(opened(server, port=cutting.port))


def test_what_is_no_key_is_said_without_a_word_of_it(server: SshServer, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    paramiko.RSAKey.generate(2048).write_private_key_file(str(locked), password=PASSWORD)
    with pytest.raises(Invalid, match="option passphrase=env:NAME"):
        listed(opened(server, credential=f"file:{locked}"))
    broken = tmp_path / "broken"
    broken.write_text("-----BEGIN RSA PRIVATE KEY-----\nhunter2\n")
    broken.chmod(0o600)
    with pytest.raises(Invalid, match="no private key that can be read") as caught:
        listed(opened(server, credential=f"file:{broken}"))
    assert "hunter2" not in str(caught.value)


def test_locked_key_is_opened_by_its_passphrase(
    server: SshServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOTGAN_TEST_CREDENTIAL", PASSWORD)
    locked = tmp_path / "locked"
    paramiko.RSAKey.from_private_key_file(str(server.key)).write_private_key_file(str(locked), password=PASSWORD)
    given = {"credential": f"file:{locked}", "passphrase": "env:GOTGAN_TEST_CREDENTIAL"}
    assert listed(opened(server, **given))[1].complete


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
@pytest.mark.parametrize("passphrase", ["", "hunter2"])
def test_keys_as_ssh_keygen_writes_them(
    server: SshServer, tmp_path: Path, kind: str, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOTGAN_TEST_CREDENTIAL", passphrase)
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-f", tmp_path / "key"], check=True)
    with server.authorised.open("a") as file:
        file.write((tmp_path / "key.pub").read_text())
    given = {"credential": f"file:{tmp_path / 'key'}"}
    if passphrase:
        given["passphrase"] = "env:GOTGAN_TEST_CREDENTIAL"
    assert listed(opened(server, **given))[1].complete


def test_fetch_stays_in_the_folder(server: SshServer, root: Path, tmp_path: Path) -> None:
    put(root, "in/a.csv", "out.csv")
    source = opened(server, "/in")
    there = f"sftp://127.0.0.1:{server.port}{root}"
    for location in (
        f"{there}/out.csv",
        f"{there}/in/../out.csv",
        "sftp://else/in/a.csv",
        f"{there}/in%2F..%2Fout.csv",
    ):
        with pytest.raises(NotAllowed):
            source.fetch(FileRef("x", location), tmp_path / "t")
    with pytest.raises(NotFound, match="scan the place again"):
        source.fetch(FileRef("x", f"{there}/in/gone.csv"), tmp_path / "t")


@pytest.mark.parametrize(
    ("location", "options", "words"),
    [
        ("sftp://kim:열려라@host/data", {"credential": "env:A"}, "holds a password"),
        ("sftp://host/data", {"credential": "env:A"}, "sftp://user@host:port/path"),
        ("sftp://kim@host:99999/data", {"credential": "env:A"}, "not complete"),
        ("sftp://kim@/data", {"credential": "env:A"}, "not complete"),
        ("sftp://kim@host/data", {}, "needs a password or a private key"),
        ("sftp://kim@host/data", {"credential": "열려라"}, "is not a reference"),
        ("sftp://kim@host/data", {"credential": "env:A", "host_key": "열려라"}, "is no fingerprint"),
        ("sftp://kim@host/data", {"password": "열려라"}, "would hold a secret"),
    ],
)
def test_address_and_options_are_checked_first(location: str, options: dict[str, str], words: str) -> None:
    with pytest.raises(Invalid, match=words) as caught:
        open_sftp(location, options)
    assert "열려라" not in str(caught.value)


def test_private_address_is_refused_to_a_stranger(server: SshServer) -> None:
    source = open_sftp(server.address(), server.options, allow_private=False)
    with pytest.raises(GotganError, match="private network"):
        listed(source)


def test_address_is_guessed(server: SshServer) -> None:
    source = open_source(None, f" {server.address()} ", options=server.options)
    assert (source.kind, listed(source)[1].complete) == ("sftp", True)
