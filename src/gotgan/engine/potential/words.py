"""Why a mode is closed, in both languages: each reason is made of its code and numbers alone."""

from __future__ import annotations

from collections.abc import Mapping

from gotgan.terms.questionnaire import Words

REASONS: Mapping[str, tuple[str, str]] = {
    "identifiers": (
        "식별자가 있는 항목이 {columns}개여서 있는 그대로는 제공할 수 없습니다.",
        "{columns} column(s) hold identifiers: it cannot be provided as it is.",
    ),
    "not_provided": (
        "조사에서 제공하지 않는다고 답했습니다.",
        "The survey says that it is not provided.",
    ),
    "not_lifted": (
        "조사에서 답한 사유는 가공으로 풀리지 않습니다.",
        "What the survey says stands against it is not lifted by processing.",
    ),
    "identifiers_untried": (
        "시험 가공하지 않은 표의 {columns}개 항목에 식별자가 있어, 가공 뒤 상태를 알 수 없습니다.",
        "{columns} column(s) of tables that were not tried hold identifiers: what processing leaves is not known.",
    ),
    "not_reached": (
        "시험 가공에서 묶음마다 {k}명이라는 목표에 이르지 못했습니다.",
        "The trial did not reach its target of {k} persons in every class.",
    ),
    "identifiers_left": (
        "시험 가공 뒤에도 식별자가 있는 항목이 {columns}개 남았습니다.",
        "After the trial {columns} column(s) still held identifiers.",
    ),
    "no_column": (
        "가공하고 나면 남는 항목이 없습니다.",
        "Processing leaves no column.",
    ),
    "not_tried": (
        "시험 가공은 표만 할 수 있는데 표가 없습니다. 가공 뒤 상태는 재지 않았습니다.",
        "Only tables can be tried, and it has none: what it would be after processing was not measured.",
    ),
    "unreadable": (
        "시험 가공에서 표를 읽지 못했습니다.",
        "The trial could not read the table.",
    ),
    "nothing_to_do": (
        "시험 가공이 바꾼 것이 없습니다. 있는 그대로 쓸 수 있습니다.",
        "The trial changed nothing: it is as useful as it is.",
    ),
    "law": (
        "비밀로 분류되었거나 법령이 막고 있어 어떤 방식으로도 제공할 수 없습니다.",
        "It is classified, or a law forbids it: it cannot be provided in any way.",
    ),
    "final": (
        "보존 기간이 끝났거나 소관 데이터가 아니어서 제공할 수 없습니다.",
        "Its retention has expired or it belongs to another body: it cannot be provided.",
    ),
}
PROBLEMS = ("not_reached", "identifiers_left", "no_column", "unreadable")
"""What ends a trial without a processed table."""


def because(code: str, **values: object) -> Words:
    """Raises: KeyError for a code that is none, or a number that it needs."""
    korean, english = REASONS[code]
    return Words(korean.format(**values), english.format(**values))
