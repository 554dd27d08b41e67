"""Identifiers: characters a second and recall beside Presidio's engine, and whole CSV files.

    python benchmarks/detect.py [--presidio PYTHON] [--megabytes 1000]

Presidio lives in a Python of its own, named by --presidio or GOTGAN_PRESIDIO_PYTHON; make one with
`uv venv /tmp/presidio && uv pip install --python /tmp/presidio/bin/python presidio-analyzer`. Without it its
lines say NOT RUN. It gets a blank spaCy pipeline (no model), which is its fastest engine: once with the four
recognisers that have a peer in the set, once with all that its registry holds for English. CPU seconds of one
thread, rounds alternating, the median kept. The texts are ../shared/data/pii/synth_dataset_v2.json; names are
counted on klue-ner-v1.1_dev.tsv beside it, sure ones (which are findings) and all that look like one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pyarrow as pa

from gotgan.agent.files import detect_files
from gotgan.engine.detect import detect_text
from gotgan.engine.detect.text import find_hits

PII = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "pii"
TEXTS, SENTENCES = PII / "synth_dataset_v2.json", PII / "klue-ner-v1.1_dev.tsv"
KINDS = {
    "CREDIT_CARD": "card_number", "EMAIL_ADDRESS": "email", "IBAN_CODE": "bank_account", "IP_ADDRESS": "ip_address",
}  # fmt: skip
ROUNDS, REPEAT = 3, 20
PEER = """
import importlib.metadata, json, sys, time
import spacy
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import SpacyNlpEngine
class Blank(SpacyNlpEngine):
    def __init__(self):
        super().__init__(models=[{"lang_code": "en", "model_name": "blank"}])
        self.nlp = {"en": spacy.blank("en")}
    def load(self):
        pass
engine = AnalyzerEngine(nlp_engine=Blank(), supported_languages=["en"])
texts = json.load(open(sys.argv[1], encoding="utf-8"))
entities = json.loads(sys.argv[2]) or None
engine.analyze("warm", language="en", entities=entities)
start = time.process_time()
found = [engine.analyze(text, language="en", entities=entities) for text in texts]
spent = time.process_time() - start
hits = [[(hit.entity_type, hit.start, hit.end) for hit in each] for each in found]
version = importlib.metadata.version("presidio-analyzer")
print(json.dumps({"seconds": spent, "version": version, "hits": hits}))
"""
WORDS = "민원 처리 결과 안내 도로 보수 요청 가로등 고장 신고 접수 완료 담당 부서 확인 예정 주차 공원 시설 이용 문의"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presidio", default=os.environ.get("GOTGAN_PRESIDIO_PYTHON"), metavar="PYTHON")
    parser.add_argument("--megabytes", type=int, default=1000, help="of each CSV file; 0: none")
    arguments = parser.parse_args()
    if TEXTS.is_file():
        compare(json.loads(TEXTS.read_text(encoding="utf-8")), arguments.presidio)
    else:
        print(f"NOT RUN: the texts are absent ({TEXTS.name} in ../shared/data/pii)")
    if SENTENCES.is_file():
        count_names(SENTENCES.read_text(encoding="utf-8"))
    for name, is_dirty in (("few identifiers", False), ("five columns of identifiers", True)):
        if arguments.megabytes:
            whole_file(name, is_dirty, arguments.megabytes * 1_000_000)
    return 0


def compare(documents: Sequence[dict[str, Any]], python: str | None) -> None:
    texts = [document["full_text"] for document in documents]
    characters = sum(map(len, texts))
    pa.set_cpu_count(1)
    detect_text(texts)
    peers: dict[str, list[dict[str, Any]]] = {"four recognisers": [], "all of its registry": []}
    ours = []
    for _ in range(ROUNDS):
        ours.append(_time_ours(texts))
        for name, rounds in peers.items() if python else ():
            rounds.append(_ask_presidio(str(python), texts, list(KINDS) if name.startswith("four") else []))
    rate = characters / statistics.median(ours) / 1e6
    print(f"gotgan, all kinds: {rate:.2f} Mchar/s, recall {_recall(documents, _our_hits(texts))}")
    if not python:
        print("NOT RUN: no Python with presidio-analyzer; name one by --presidio (see the top of this file)")
    for name, rounds in peers.items() if python else ():
        peer = characters / statistics.median(each["seconds"] for each in rounds) / 1e6
        print(f"presidio-analyzer {rounds[0]['version']}, {name}: {peer:.3f} Mchar/s, ratio {rate / peer:.0f}, "
              f"recall {_recall(documents, rounds[0]['hits'])}")  # fmt: skip


def _time_ours(texts: Sequence[str]) -> float:
    start = time.process_time()
    detect_text(text for _ in range(REPEAT) for text in texts)
    return (time.process_time() - start) / REPEAT


def _our_hits(texts: Sequence[str]) -> list[list[tuple[str, int, int]]]:
    named = {kind: entity for entity, kind in KINDS.items()}
    return [[(named.get(hit.kind, ""), hit.start, hit.end) for hit in find_hits(text)] for text in texts]


def _ask_presidio(python: str, texts: Sequence[str], entities: Sequence[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="gotgan-bench-") as folder:
        path = Path(folder) / "texts.json"
        path.write_text(json.dumps(texts), encoding="utf-8")
        asked = [python, "-c", PEER, str(path), json.dumps(entities)]
        done = subprocess.run(asked, capture_output=True, check=True, cwd=folder)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _recall(documents: Sequence[dict[str, Any]], found: Sequence[Sequence[Sequence[Any]]]) -> str:
    wanted: Counter[str] = Counter()
    met: Counter[str] = Counter()
    for document, hits in zip(documents, found, strict=True):
        for span in document["spans"]:
            entity = span["entity_type"]
            wanted[entity] += entity in KINDS
            met[entity] += entity in KINDS and any(
                kind == entity and start < span["end_position"] and end > span["start_position"]
                for kind, start, end in hits
            )
    return ", ".join(f"{KINDS[entity]} {met[entity]}/{wanted[entity]}" for entity in KINDS)


def count_names(tagged: str) -> None:
    """Precision and recall of names: a hit counts that meets one."""
    sentences = [text.splitlines() for text in tagged.split("\n\n")]
    marked = [[line.rsplit("\t", 1) for line in lines if "\t" in line and line[:2] != "##"] for lines in sentences]
    counts: Counter[str] = Counter()
    for signs in marked:
        tags = "".join({"B-PS": "B", "I-PS": "I"}.get(tag, "O") for _, tag in signs)
        names = [match.span() for match in re.finditer("BI*", tags)]
        counts["names"] += len(names)
        for hit in (hit for hit in find_hits("".join(sign for sign, _ in signs)) if hit.kind == "person_name"):
            is_right = any(hit.start < end and hit.end > start for start, end in names)
            counts.update([f"{is_right}", *([f"sure {is_right}"] if hit.is_strong else [])])
    for name, sure in (("that look like one", ""), ("that are findings", "sure ")):
        right, wrong = counts[f"{sure}True"], counts[f"{sure}False"]
        precision = f"{right / (right + wrong):.2f}" if right + wrong else "no hit"
        recall = right / max(counts["names"], 1)
        print(f"names {name}: {right} right, {wrong} wrong of {counts['names']}, {precision=!s}, {recall=:.2f}")


def whole_file(name: str, is_dirty: bool, size_bytes: int) -> None:
    """`gotgan detect` of one CSV: read, typed as text, every column judged."""
    with tempfile.TemporaryDirectory(prefix="gotgan-bench-") as folder:
        path = Path(folder) / "made.csv"
        size = _write(path, is_dirty, size_bytes)
        clock, cpu = time.perf_counter(), time.process_time()
        findings = detect_files([path]).results[0]["findings"]
        wall, spent = time.perf_counter() - clock, time.process_time() - cpu
    print(f"CSV of {size / 1e6:.0f} MB, {name}: {size / wall / 1e6:.0f} MB/s wall, {size / spent / 1e6:.0f} MB a CPU "
          f"second, {len(findings)} findings")  # fmt: skip


def _write(path: Path, is_dirty: bool, size_bytes: int) -> int:
    """Rows are made once, 20,000 of them, and repeated under other running numbers."""
    rows = list(_rows(is_dirty, 20_000))
    head = "관리번호,시설명,시도,소재지도로명주소,위도,경도,금액,기준일자,관리기관전화번호,내용"
    size, number = 0, 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(head + (",성명,주민등록번호,휴대전화,이메일,비고" if is_dirty else "") + "\n")
        while size < size_bytes:
            part = "\n".join(f"A{number + place:09d},{row}" for place, row in enumerate(rows)) + "\n"
            file.write(part)
            size, number = size + len(part.encode()), number + len(rows)
    return path.stat().st_size


def _rows(is_dirty: bool, count: int) -> Iterator[str]:
    draw = random.Random(20261125)
    for row in range(count):
        words = " ".join(draw.choices(WORDS.split(), k=draw.randrange(5, 25)))
        fields = [
            f"{draw.choice(WORDS.split())} {row % 9973}호", "가온특별시",
            f"가온특별시 중구 세종대로 {draw.randrange(1, 400)}",
            f"{33 + draw.random() * 5:.7f}", f"{126 + draw.random() * 3:.7f}", str(draw.randrange(10**4, 10**9)),
            f"2024-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}",
            f"02-{draw.randrange(200, 999)}-{draw.randrange(10**4):04d}" if row % 3 else "", words,
        ]  # fmt: skip
        if is_dirty:
            phone = f"010-{draw.randrange(10**4):04d}-{draw.randrange(10**4):04d}"
            resident = f"{draw.randrange(40, 100)}0{draw.randrange(1, 10)}{draw.randrange(10, 29)}-9{row:06d}"
            note = f"연락은 {phone}로" if row % 5 == 0 else words
            fields += ["김하늘", resident, phone, f"u{draw.randrange(10**7)}@example.kr", note]
        yield ",".join(fields)


if __name__ == "__main__":
    sys.exit(main())
