"""What the lower floors say in English is said in Korean on Korean pages; nothing is lost on the way."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from gotgan.engine import deidentify, sources
from gotgan.engine.deidentify import proof
from gotgan.engine.deidentify.proof import Target
from gotgan.engine.tables import Unread, read_tables
from gotgan.site.phrases import PHRASES
from gotgan.site.reasons import plainly
from gotgan.terms.finding import Finding

_HOLDER = re.compile(r"%\((\w+)\)s")
_ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("24 rows have fewer or more cells than the header; 12 surplus cells were dropped",
         "24개 행의 칸 수가 제목 행과 다릅니다. 남는 칸 12개는 버렸습니다"),
        ("라온구_CCTV.csv: mixed encodings: UTF-8 stops at line 1 (byte 0) and CP949 stops at line 332 (byte 33688)",
         "라온구_CCTV.csv: 문자 인코딩이 섞여 있습니다: UTF-8은 1번째 줄 (0바이트)에서, "
         "CP949는 332번째 줄 (33688바이트)에서 멈춥니다"),
        ("an image, which holds no table that is read", "그림 파일이라 읽을 표가 없습니다"),
        ("objections are taken until 2026-11-26; the list can be signed from 2026-11-27 00:00 KST on, as institutions "
         "have the right to object until then",
         "이의를 2026-11-26까지 받습니다. 그때까지 기관에 이의를 낼 권리가 있으므로 서명은 2026. 11. 27. 00:00 KST부터 "
         "할 수 있습니다"),
        ("3 of 10 datasets (30 %) are missing from the listing",
         "데이터셋 10개 가운데 3개(30 %)가 목록에서 빠졌습니다"),
        ("a.csv: is empty; fill it or take it away", "a.csv: 비어 있습니다. 내용을 채우거나 치우십시오"),
        ("a.csv: is empty; fill it or take it away (and 2 more)",
         "a.csv: 비어 있습니다. 내용을 채우거나 치우십시오 (그 밖에 2개)"),
        ("TS.zip: part 2, 11 is missing; fetch it again", "TS.zip: 조각 2, 11이(가) 없습니다. 다시 받으십시오"),
        ("c.ttl: is no Turtle, line 19; check that it is an RDF catalogue, and correct it",
         "c.ttl: 19번째 줄은 Turtle 형식이 아닙니다. RDF 카탈로그인지 확인하고 바로잡으십시오"),
        ("the file is locked with a password; save it without one",
         "파일이 비밀번호로 잠겨 있습니다. 비밀번호 없이 저장하십시오"),
        ("the file has more than 89478485 pixels, as a bomb does; cut or scale it in its source",
         "화소가 89478485개보다 많아 압축 폭탄일 수 있습니다. 원본에서 자르거나 크기를 줄이십시오"),
        ("postgresql://h:1/db: no server answers there (Connection refused); check host and port",
         "postgresql://h:1/db: 그 자리의 서버가 Connection refused(으)로 응답하지 않습니다. "
         "호스트와 포트를 확인하십시오"),
        ("주문: may be read between 20:00-06:00 only, and it is 12:30; run it again then, or change the option window",
         "주문: 20:00-06:00 사이에만 읽을 수 있는데 지금은 12:30입니다. "
         "그 시간에 다시 하거나 선택 사항 window를 바꾸십시오"),
        ("option regionn: is not known to this kind of source; use region, endpoint",
         "선택 사항 regionn: 이 종류의 출처에는 없는 이름입니다. region, endpoint을(를) 쓰십시오"),
        ("reason: it is empty; say in a sentence why", "이유: 비어 있습니다. 이유를 한 문장으로 쓰십시오"),
        ("the dataset has no name; add it", "데이터셋에 이름이 없습니다. 더하십시오"),
        ("distribution a b: its @id has a space in it; write it without",
         "배포본 a b: @id에 빈칸이 들어 있습니다. 빼고 쓰십시오"),
        ("record set r: is no RecordSet; correct its @type",
         "레코드 집합 r: RecordSet 형식이 아닙니다. @type을 바로잡으십시오"),
        ("field f: its source x.csv is not there; name one that is",
         "항목 f: source인 x.csv이(가) 없습니다. 있는 것을 지정하십시오"),
        ("README.md line 4: its YAML cannot be read; correct it",
         "README.md 4번째 줄: YAML을 읽을 수 없습니다. 바로잡으십시오"),
        ("a: is no folder; name the folder that holds README.md",
         "a: 폴더가 아닙니다. README.md이(가) 있는 폴더를 지정하십시오"),
        ("the repository: does not list its files; check the address",
         "저장소: 파일 목록을 알려 주지 않습니다. 주소를 확인하십시오"),
        ("http://h/oai: refuses to list its records: badVerb", "http://h/oai: 기록 목록을 주지 않습니다: badVerb"),
        ("the list turns in circles after 7 records; it stops there",
         "목록이 기록 7개 뒤로 같은 곳을 맴돕니다. 거기서 멈춥니다"),
        ("something nobody foresaw", "something nobody foresaw"),
        ("", ""),
    ],
)  # fmt: skip
def test_reason_in_korean(english, korean):
    with translation.override("ko"):
        assert plainly(english) == korean


def test_reason_in_english_is_as_it_was_written():
    with translation.override("en"):
        assert plainly("a.csv: is empty; fill it or take it away") == "a.csv: is empty; fill it or take it away"


@pytest.mark.parametrize("phrase", PHRASES)
def test_every_phrase_is_found_again_with_its_values(phrase):
    values = {name: str(7 + number) for number, name in enumerate(_HOLDER.findall(phrase))}
    said = phrase % values if "%" in phrase else phrase
    with translation.override("ko"):
        shown = plainly(said)
    assert not _ENGLISH.search(re.sub(r"gotgan [a-z]+", "", shown)), shown
    assert all(value in shown for value in values.values())


def _bad_files(folder: Path):
    (folder / "empty.csv").write_bytes(b"")
    (folder / "ragged.csv").write_text("a,b\n1,2\n3,4,5\n6\n")
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 not a zip at all")
    (folder / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (folder / "mixed.csv").write_bytes("가,나\n1,2\n".encode() + "다,라\n".encode("cp949"))
    (folder / "broken.xlsx").write_bytes(b"PK\x05\x06" + bytes(18))
    (folder / "broken.json").write_text("[{]")
    (folder / "broken.sqlite").write_bytes(b"SQLite format 3\0" + bytes(200))
    return sorted(folder.iterdir())


def test_what_reading_bad_files_says_is_known(tmp_path):
    said = set()
    for path in _bad_files(tmp_path):
        for found in read_tables(path, name=path.name):
            if isinstance(found, Unread):
                said.add(found.reason)
            else:
                list(found.batches())
                said.update(found.warnings)
    assert len(said) >= 6
    with translation.override("ko"):
        unknown = [text for text in said if not re.search(r"[가-힣]", plainly(text))]
    assert unknown == []


def _raised(source: Path):
    """The texts that a module raises or hands on as an issue, a 7 for each value."""
    for call in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
        if name in ("Unavailable", "NotAllowed", "NotFound", "OutsideWindow"):
            yield from map(_text_of, call.args)
        elif name == "Issue":
            yield from map(_text_of, call.args[1:])


def _text_of(node):
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "7" for part in node.values)
    return node.value if isinstance(node, ast.Constant) else ""


def test_what_databases_and_file_servers_say_is_known():
    folder = Path(sources.__file__).parent
    modules = [*(folder / "sql").glob("*.py"), *(folder / f"{name}.py" for name in ("ssh", "s3", "webtree", "webdav"))]
    said = {text for module in modules for text in _raised(module) if _ENGLISH.search(text)}
    assert len(said) > 30
    with translation.override("ko"):
        clauses = {each for text in said for each in text.split("; ") if _ENGLISH.search(each)}
        unknown = [each for each in clauses if not re.search("[가-힣]", plainly(each))]
    assert unknown == []


_CATALOGUES = ("croissant", "croissant_check", "huggingface", "card", "beside", "oai", "oai_protocol", "oai_record")
_SAYS = re.compile(r": |; ")


@pytest.mark.parametrize("module", _CATALOGUES)
def test_every_message_of_catalogue_is_known_in_korean(module):
    """What is written there as `place: what; what to do`, with a figure for each value."""
    tree = ast.parse((Path(sources.__file__).parent / f"{module}.py").read_text(encoding="utf-8"))
    within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    said = [_written(node) for node in ast.walk(tree)
            if isinstance(node, ast.JoinedStr | ast.Constant) and id(node) not in within]  # fmt: skip
    messages = [text for text in said if text and _SAYS.search(text) and "\n" not in text and not _is_doc(text)]
    issues = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Issue"]
    messages += [_written(part) for node in issues for part in node.args[1:] if not isinstance(part, ast.Name)]
    with translation.override("ko"):
        unknown = [text for text in messages if _ENGLISH.search(plainly(text))]
    assert unknown == []


def _written(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(part.value if isinstance(part, ast.Constant) else "7" for part in node.values)


def _is_doc(text: str) -> bool:
    return text[:1].isupper() or text.endswith(".")


def test_moments_are_written_as_pages_write_them():
    said = "answers are taken from 2026-12-03 09:00 KST on; come back then"
    with translation.override("ko"):
        assert plainly(said).startswith("2026. 12. 3. 09:00 KST")
        assert plainly("line 3, organisation: no organisation has this code").startswith("3번째 줄 기관코드: ")
    with translation.override("en"):
        assert plainly(said) == "answers are taken from 3 Dec 2026 09:00 KST on; come back then"
        assert plainly("at 2026-02-31 09:00 KST") == "at 2026-02-31 09:00 KST"


_PLANS = (
    "builtin", "constraints", "decide", "global_recoding", "keys", "local_recoding", "plan", "plan_options", "risk",
    "techniques/change", "techniques/numbers",
)  # fmt: skip
_OF_FILES = re.compile("^(?:is not UTF-8|save it as UTF-8)$")
"""A plan of a work order is no file of anybody's."""


def test_every_refusal_of_a_plan_is_known_in_korean():
    folder = Path(deidentify.__file__).parent
    said = {text for name in _PLANS for text in _texts_of_issues(folder / f"{name}.py")}
    assert len(said) > 30
    with translation.override("ko"):
        clauses = {each for text in said for each in text.split("; ") if each and not _OF_FILES.match(each)}
        unknown = [each for each in clauses if not re.search("[가-힣]", plainly(each))]
    assert unknown == []


def _texts_of_issues(source: Path):
    """Of issues and refusals; a name stands for every text that its module gives it."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    given: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            given.setdefault(node.targets[0].id, []).append(node.value)
    for call in ast.walk(tree):
        name = getattr(call.func, "id", "") if isinstance(call, ast.Call) else ""
        for part in call.args[name == "Issue" :] if name in ("Issue", "NotReached") else ():
            meant = given.get(part.id, []) if isinstance(part, ast.Name) else [part]
            yield from (_written(each) for each in meant if isinstance(each, ast.Constant | ast.JoinedStr))


def test_every_reason_of_a_proof_is_known_in_korean():
    """As the engine itself says them of a file that fails in everything."""
    target = Target(("나이",), 5, ("병명",), 3, 2.5, (2.0, 3), 0.2)
    held = {"병명": {"distinct": 1, "entropy": 1.0, "recursive": False, "t": 0.9}}
    finding = Finding("메모", "phone", 3, 1.0, 1.0, "pattern")
    reasons = [*proof._below({"rows": 0, "k": 1, "sensitive": held}, target), *proof._left([finding], ("나이",))]
    reasons += proof._left([finding], ("메모",))
    reasons += ["column number 1: an identifier stands in its name; rename it", "k-map is 1, below 5",
                "delta-presence is 0.1 to 0.9, outside what the plan allows"]  # fmt: skip
    assert len(reasons) == 11
    with translation.override("ko"):
        shown = {each: plainly(each) for each in reasons}
    assert {each: text for each, text in shown.items() if _ENGLISH.search(text)} == {}
    assert all(re.search("[가-힣]", plain.replace("나이", "").replace("병명", "")) for plain in shown.values())
