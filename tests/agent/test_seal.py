"""The seal of a scan: valid in any layout, broken by any change, checked with the public half alone."""

from __future__ import annotations

import base64
import hashlib
import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from gotgan.agent.key import SketchKey
from gotgan.agent.scan import scan_targets
from gotgan.agent.seal import SealingKey, check_seal, find_key, make_key, public_file, read_public
from gotgan.cli.main import main
from gotgan.terms.digest import canonical_json
from gotgan.terms.errors import Invalid
from gotgan.terms.seal import SealState

KEY = SketchKey(b"k" * 32, False)


@pytest.fixture
def key(tmp_path: Path) -> SealingKey:
    return make_key(tmp_path / "scanner.key")


@pytest.fixture
def sealed(tmp_path: Path, key: SealingKey) -> Path:
    root = tmp_path / "자료"
    root.mkdir()
    (root / "a.csv").write_text("이름,값\n가,0.1\n나,1e-7\n다,123456789012345678901234567890\n")
    (root / "b.csv").write_text("x,y\n1,2\n3,-0.0\n")
    (root / "빈.csv").write_text("")
    output = tmp_path / "scan.json"
    scan_targets([str(root)], output, key=KEY, sealer=key.seal)
    return output


def check(path: Path, key: SealingKey) -> SealState:
    return check_seal(path, {key.id: key.public}).state


def test_seal_is_the_published_form(sealed: Path, key: SealingKey) -> None:
    """Made again from the reference page alone, with nothing of ours but the public key."""
    document = json.loads(sealed.read_text())
    seal = document.pop("seal")
    digest = hashlib.sha256(canonical_json(document)).digest()
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.public))
    public.verify(base64.b64decode(seal["value"]), b"gotgan scan seal 1\n" + digest)
    assert seal["algorithm"] == "ed25519-sha256"
    assert seal["key_id"] == hashlib.sha256(base64.b64decode(key.public)).hexdigest()[:16]


@pytest.mark.parametrize("layout", [{"indent": 3}, {"sort_keys": True}, {"ensure_ascii": True}])
def test_seal_holds_in_any_layout(sealed: Path, key: SealingKey, layout: dict) -> None:
    document = json.loads(sealed.read_text())
    sealed.write_text(json.dumps(dict(reversed(document.items())), **{"ensure_ascii": False, **layout}))
    assert check(sealed, key) is SealState.VALID


def altered(document: dict) -> list[dict]:
    """The document with one thing changed: each number, text and list of it in turn, and a key added."""
    changed = [{**document, "more": 1}]

    def put(holder, place, new) -> None:
        kept, holder[place] = holder[place], new
        changed.append(json.loads(json.dumps(document)))
        holder[place] = kept

    def walk(holder, places) -> None:
        for place in places:
            value = holder[place]
            if isinstance(value, dict):
                walk(value, list(value))
            elif isinstance(value, list):
                put(holder, place, [*value, 1])
                walk(value, range(min(2, len(value))))
            elif value is None or isinstance(value, bool):
                put(holder, place, 0)
            else:
                put(holder, place, f"{value}x" if isinstance(value, str) else value * 2 + 1)

    walk(document, [name for name in document if name not in ("seal", "kind")])
    return changed


def test_seal_breaks_with_any_change(sealed: Path, key: SealingKey) -> None:
    document = json.loads(sealed.read_text())
    changes = altered(document)
    assert len(changes) > 100
    for changed in changes:
        sealed.write_text(json.dumps(changed))
        assert changed != document
        assert check(sealed, key) is SealState.ALTERED


def test_seal_of_another_key_is_unknown_and_none_is_none(sealed: Path, key: SealingKey, tmp_path: Path) -> None:
    other = make_key(tmp_path / "other.key")
    assert check(sealed, other) is SealState.UNKNOWN_KEY
    document = json.loads(sealed.read_text())
    sealed.write_text(json.dumps({**document, "seal": {**document["seal"], "key_id": other.id}}))
    assert check(sealed, other) is SealState.ALTERED
    sealed.write_text(json.dumps({**document, "seal": {**document["seal"], "value": "?"}}))
    assert check(sealed, key) is SealState.ALTERED
    sealed.write_text(json.dumps({**document, "seal": None}))
    assert check(sealed, key) is SealState.UNSEALED


@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "scan", "files": [], "files": [{"path": "x"}], "seal": null}',
        '{"kind": "scan", "files": [], "seal": null, "seal": {}}',
        '{"kind": "profile", "files": []}',
        '{"kind": "scan", "files": 3}',
        '{"kind": "scan"}',
        '{"kind": "scan", "files": []} more',
        "[1]",
        "",
    ],
)
def test_what_is_no_scan_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "scan.json"
    path.write_text(text)
    with pytest.raises(Invalid, match=r"^scan\.json: "):
        check_seal(path, {})


def test_private_key_is_the_owners_alone(tmp_path: Path, key: SealingKey, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "scanner.key"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert read_public(str(public_file(place))) == key.public
    with pytest.raises(Invalid, match="there is a key already"):
        make_key(place)
    place.chmod(0o640)
    with pytest.raises(Invalid, match="others may read this key"):
        find_key(f"file:{place}")
    place.chmod(0o600)
    monkeypatch.setenv("GOTGAN_SCANNER_KEY", str(place))
    found = find_key(None)
    assert found is not None
    assert found.id == key.id
    assert find_key("none") is None
    assert "PRIVATE" not in repr(found)
    for reference, words in ((str(place), "is not file:PATH"), (f"file:{place}.pub", "is no scanner's key")):
        public_file(place).chmod(0o600)
        with pytest.raises(Invalid, match=words):
            find_key(reference)


def test_default_place_is_used_when_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("GOTGAN_SCANNER_KEY", raising=False)
    assert find_key(None) is None
    (tmp_path / ".config/gotgan").mkdir(parents=True)
    made = make_key(tmp_path / ".config/gotgan/scanner.key")
    found = find_key(None)
    assert found is not None
    assert found.id == made.id


def test_verify_says_and_exits(sealed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def verify(public: Path | str) -> tuple[int, dict, str]:
        code = main(["verify", str(sealed), "--key", str(public)])
        said = capsys.readouterr()
        return code, json.loads(said.out), said.err

    public = tmp_path / "scanner.key.pub"
    code, answer, said = verify(public)
    assert (code, answer["state"], said) == (0, "valid", "")
    assert verify(public.read_text().strip())[0] == 0
    make_key(tmp_path / "other.key")
    code, answer, said = verify(tmp_path / "other.key.pub")
    assert (code, answer["state"], said.count("\n")) == (2, "unknown_key", 1)
    sealed.write_text(sealed.read_text().replace('"root"', '"Root"'))
    code, answer, said = verify(public)
    assert (code, answer["state"], said) == (1, "altered", "")


def test_enrol_makes_a_key_where_no_hub_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["enrol", "-o", str(tmp_path / "k")]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["public_key"] == (tmp_path / "k.pub").read_text().strip()
    assert answer["organisation"] is None
    for words in (["enrol"], ["enrol", "-o", "x", "--list"], ["enrol", "--public", str(tmp_path / "k.pub")]):
        assert main(words) == 2
