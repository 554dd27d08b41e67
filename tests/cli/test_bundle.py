"""`gotgan bundle`: one archive that installs and scans where there is no index and no network."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from gotgan.cli.bundle.archive import TOP, write_archive
from gotgan.cli.bundle.assemble import requirements
from gotgan.cli.bundle.lock import Pin, needed_for_scan, read_lock
from gotgan.cli.bundle.platform import NAMES, Target, python_version
from gotgan.cli.main import main
from gotgan.terms.errors import Invalid
from tests.shared_data import ROOT

LOCK = ROOT / "requirements" / "run.txt"
CLOSED = "http://127.0.0.1:9/"
NO_INDEX = {"PIP_NO_INDEX": "1", "UV_OFFLINE": "1", "PIP_INDEX_URL": CLOSED, "UV_INDEX_URL": CLOSED,
            "http_proxy": CLOSED, "https_proxy": CLOSED}  # fmt: skip


@pytest.fixture(scope="module")
def pins() -> tuple[Pin, ...]:
    return read_lock(LOCK)


def test_lock_is_read_whole(pins: tuple[Pin, ...]) -> None:
    text = LOCK.read_text()
    assert len(pins) == sum(1 for line in text.splitlines() if line[:1].isalnum())
    assert sum(len(pin.hashes) for pin in pins) == text.count("--hash=sha256:")
    assert all(pin.parents for pin in pins)


def test_each_machine_gets_the_pins_whose_marker_holds(pins: tuple[Pin, ...]) -> None:
    def names(python: str, platform: str) -> list[str]:
        return [pin.name for pin in pins if pin.holds(Target((platform,), python).markers(platform))]

    assert ("colorama" in names("3.12", "windows-amd64")) is True
    assert ("colorama" in names("3.12", "linux-x86_64")) is False
    for platform in NAMES:
        for python in ("3.11", "3.12", "3.13"):
            assert len(names(python, platform)) == len(set(names(python, platform))), "one version of each"


def test_scan_needs_the_engine_and_not_the_hub(pins: tuple[Pin, ...]) -> None:
    needed = {pin.name for pin in needed_for_scan(pins, ROOT / "pyproject.toml")}
    assert {"duckdb", "pyarrow", "cryptography", "cffi", "rich", "ijson"} <= needed
    assert not needed & {"django", "kiwipiepy", "granian", "scikit-learn"}


def test_requirements_name_each_wheel_by_its_hash(tmp_path: Path) -> None:
    wheels = [tmp_path / name for name in ("a_b-1.0-py3-none-any.whl", "c-2-cp311-cp311-win_amd64.whl",
                                           "c-2-cp311-cp311-manylinux_2_28_x86_64.whl")]  # fmt: skip
    for wheel in wheels:
        wheel.write_text(wheel.name)
    sums = [hashlib.sha256(wheel.name.encode()).hexdigest() for wheel in wheels]
    text = requirements([Pin("a-b", "1.0", "os_name == 'nt'", (), ())], wheels)
    assert text.startswith(f"a-b==1.0 ; os_name == 'nt' \\\n    --hash=sha256:{sums[0]}\n")
    assert "c==2 \\\n" + " \\\n".join(f"    --hash=sha256:{each}" for each in sorted(sums[1:])) in text


@pytest.mark.parametrize("name", ["one.zip", "one.tar.gz"])
def test_archive_is_the_same_bytes_again(tmp_path: Path, name: str) -> None:
    for folder, order in (("a", ("x.sh", "w/b.whl", "가.md")), ("b", ("가.md", "w/b.whl", "x.sh"))):
        for file in order:
            (tmp_path / folder / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / file).write_text(file)
        os.utime(tmp_path / folder / "x.sh", (len(folder), 10**9 * len(folder)))
        write_archive(tmp_path / folder, tmp_path / f"{folder}-{name}")
    assert (tmp_path / f"a-{name}").read_bytes() == (tmp_path / f"b-{name}").read_bytes()
    shutil.unpack_archive(tmp_path / f"a-{name}", tmp_path / "out")
    assert (tmp_path / "out" / TOP / "가.md").read_text() == "가.md"


@pytest.mark.parametrize(
    ("words", "line"),
    [(["-o", "x.rar"], "x.rar: is neither .zip nor .tar.gz"), (["-o", "nowhere/x.zip"], "its folder is not there"),
     (["--python", "2.7"], '"2.7" is not 3.11 or newer')],
)  # fmt: skip
def test_wrong_words_are_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["bundle", *words]) == 2
    assert line in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_python_version_is_this_one_unless_named() -> None:
    assert python_version("") == "{}.{}".format(*sys.version_info)
    assert python_version("3.13") == "3.13"
    with pytest.raises(Invalid):
        python_version("4.0")


def test_windows_script_asks_python_the_right_questions(tmp_path: Path) -> None:
    """Its lines for Python are run here; the rest of it only Windows can run."""
    script = (ROOT / "src/gotgan/cli/bundle/pages/gotgan.cmd").read_text()
    version, sums = (line.replace("%%", "%") for line in re.findall(r'%python% -c "([^"]+)"', script))
    this = "{}.{}".format(*sys.version_info)

    def ask(code: str, *words: str) -> int:
        return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, check=False).returncode

    assert (ask(version.replace("@PYTHON@", this)), ask(version.replace("@PYTHON@", "3.99"))) == (0, 1)
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels/a.whl").write_text("a")
    (tmp_path / "SHA256SUMS").write_text(f"{hashlib.sha256(b'a').hexdigest()}  wheels/a.whl\n")
    assert ask(sums, f"{tmp_path}/.") == 0
    (tmp_path / "wheels/a.whl").write_text("b")
    assert ask(sums, f"{tmp_path}/.") == 1


@dataclass(frozen=True)
class Carried:
    """A bundle on a machine of its own: a folder, a home, no index, no network where that can be had."""

    folder: Path
    home: Path
    apart: list[str] = field(default_factory=list)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "TMPDIR")}
        return subprocess.run(
            [*self.apart, str(self.folder / "gotgan.sh"), *words], cwd=self.home, capture_output=True, text=True,
            env={**kept, **NO_INDEX, "HOME": str(self.home)}, check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def carried() -> Iterator[Carried]:
    """Made once, from the index of this machine; big, so it does not stay."""
    with tempfile.TemporaryDirectory(prefix="gotgan-carried-") as place:
        made = Path(place) / "b.zip"
        command = [sys.executable, "-m", "gotgan", "bundle", "--for", "scan", "-o", str(made)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode and "is an index reachable" in done.stderr and os.environ.get("CI") != "true":
            pytest.skip("NOT RUN: bundle: no package index answers here")
        assert done.returncode == 0, done.stderr
        with zipfile.ZipFile(made) as archive:
            archive.extractall(place)
        made.unlink()
        folder, home = Path(place) / TOP, Path(place) / "home"
        home.mkdir()
        (folder / "gotgan.sh").chmod(0o755)
        yield Carried(folder, home, _apart())


def _apart() -> list[str]:
    command = ["unshare", "--map-root-user", "--net"]
    try:
        return command if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0 else []
    except OSError:
        return []


@pytest.mark.slow
def test_bundle_carried_in_is_whole_guards_itself_and_scans(carried: Carried) -> None:
    """One test, so that processes that share the suite make one bundle and not three."""
    check_it_says_what_it_holds(carried)
    check_a_changed_wheel_is_refused(carried)
    check_it_installs_and_scans_without_an_index(carried)


def check_it_says_what_it_holds(carried: Carried) -> None:
    names = {path.relative_to(carried.folder).as_posix() for path in carried.folder.rglob("*") if path.is_file()}
    sums = dict(reversed(line.split("  ")) for line in (carried.folder / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == names - {"SHA256SUMS"}
    assert {"gotgan.sh", "gotgan.cmd", "INSTRUCTIONS.md", "LICENCES.md", "requirements.txt"} <= names
    for name, digest in sums.items():
        assert hashlib.sha256((carried.folder / name).read_bytes()).hexdigest() == digest
    wheels = list((carried.folder / "wheels").iterdir())
    assert (carried.folder / "requirements.txt").read_text().count("--hash=sha256:") == len(wheels)
    assert (carried.folder / "LICENCES.md").read_text().count("| gotgan |") == 1
    assert "see the wheel" not in (carried.folder / "LICENCES.md").read_text()
    for page in ("gotgan.sh", "gotgan.cmd", "INSTRUCTIONS.md"):
        text = (carried.folder / page).read_text(encoding="utf-8")
        assert not [word for word in text.split() if word.startswith("@") and word.endswith("@")]
    assert b"\r\n" in (carried.folder / "gotgan.cmd").read_bytes()


def check_a_changed_wheel_is_refused(carried: Carried) -> None:
    wheel = next((carried.folder / "wheels").glob("six-*.whl"))
    whole = wheel.read_bytes()
    wheel.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    try:
        done = carried.run("--version")
    finally:
        wheel.write_bytes(whole)
    assert done.returncode == 2
    assert "a file was damaged or changed" in done.stderr
    assert not (carried.folder / ".venv").exists()


def check_it_installs_and_scans_without_an_index(carried: Carried) -> None:
    root = carried.home / "자료"
    root.mkdir()
    (root / "a.csv").write_text("이름,수\n가,1\n나,2\n")
    (root / "b.parquet").write_bytes(b"PAR1")
    made = carried.run("enrol", "-o", "scanner.key")
    assert made.returncode == 0, made.stderr
    done = carried.run("scan", "자료", "-o", "scan.json", "--seal", "file:scanner.key")
    assert (done.returncode, done.stderr) == (0, ""), "installed already, so nothing is said"
    document = json.loads((carried.home / "scan.json").read_text())
    assert [entry["status"] for entry in document["files"]] == ["read", "failed"]
    assert document["seal"]["key_id"] == json.loads(made.stdout)["key_id"]
    assert carried.run("verify", "scan.json", "--key", "scanner.key.pub").returncode == 0
    assert "가" in carried.run("explain", "scan.json").stdout
    site = next((carried.folder / ".venv").glob("lib/python*/site-packages"))
    assert not (site / "django").exists()
