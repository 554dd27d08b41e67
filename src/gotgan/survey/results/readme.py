"""What the open-data package says of itself, in Korean and in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gotgan.survey.results.public import ANSWERS, DATASETS, ITEMS, ORGANISATIONS, Published
from gotgan.survey.rules.publication import Policy

_TABLES = {
    "ko": {
        DATASETS: "데이터마다 한 줄, 항목마다 한 열",
        ANSWERS: "응답마다 한 줄. answer: confirmed(응답), unknown(모름), na(해당 없음)",
        ORGANISATIONS: "기관마다 한 줄: 상태, 데이터 수, 공개와 비공개 건수",
        ITEMS: "문항과 공개 여부, 비공개 사유",
    },
    "en": {
        DATASETS: "a line for each dataset, a column for each item",
        ANSWERS: "a line for each answer; answer: confirmed, unknown (not known), na (does not apply)",
        ORGANISATIONS: "a line for each institution: state, datasets, published and withheld",
        ITEMS: "the items, whether they are published, and why not",
    },
}
_WORDS = {
    "ko": {
        "tables": "## 표", "rows": "줄", "withheld": "## 비공개", "sheets": "데이터 {n}건", "answers": "응답 {n}건",
        "none": "비공개한 것이 없습니다.",
        "masked": "글에서 개인 식별번호처럼 보이는 부분 {n}곳을 가렸습니다.",
        "same": "여러 기관이 같은 데이터를 응답했으면 same_as가 처음 응답을 가리킵니다. "
                "비어 있는 줄만 세면 중복이 없습니다.",
        "licence": "이용허락: {licence}",
        "source": "확정된 조사 결과 파일(sha256 {sha256})에서 만들었습니다. 사람이 확인한 응답만 담았습니다.",
    },
    "en": {
        "tables": "## Tables", "rows": "rows", "withheld": "## Withheld", "sheets": "{n} datasets",
        "answers": "{n} answers", "none": "Nothing was withheld.",
        "masked": "In {n} texts something that looks like a personal identifier was masked.",
        "same": "Where several bodies reported the same data, same_as names the first sheet: count the lines where it "
                "is empty, and nothing is counted twice.",
        "licence": "Licence: {licence}",
        "source": "Made from the frozen result (sha256 {sha256}). It holds only answers that a person confirmed.",
    },
}  # fmt: skip


def readme(language: str, campaign: Mapping[str, Any], done: Published, policy: Policy, sha256: str) -> str:
    """Markdown; `language` is ko or en."""
    words = _WORDS[language]
    title = campaign["title_ko"] if language == "ko" else campaign["title_en"] or campaign["title_ko"]
    lines = [f"# {title}", "", words["source"].format(sha256=sha256), words["licence"].format(licence=policy.licence)]
    lines += ["", words["tables"], ""]
    lines += [f"- `{name}` ({done.rows[name]:,} {words['rows']}): {said}" for name, said in _TABLES[language].items()]
    lines += ["", words["same"], "", words["withheld"], "", *_reasons(language, done, policy)]
    if done.masked:
        lines += ["", words["masked"].format(n=f"{done.masked:,}")]
    return "\n".join(lines) + "\n"


def _reasons(language: str, done: Published, policy: Policy) -> list[str]:
    words, lines = _WORDS[language], []
    for name, said in policy.reasons.items():
        counts = [
            words[what].format(n=f"{number:,}")
            for what, number in (("sheets", done.sheets[name]), ("answers", done.answers[name]))
            if number
        ]
        if counts:
            lines.append(f"- {', '.join(counts)}: {said.ko if language == 'ko' else said.en}")
    return lines or [words["none"]]
