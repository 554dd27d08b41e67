"""The sheets that explain: how to fill, what colours mean, and the codes with their labels."""

from __future__ import annotations

from typing import Any

from gotgan.survey.workbook.layout import words
from gotgan.survey.workbook.shapes import Book
from gotgan.survey.workbook.styles import Fill, Styles
from gotgan.terms.questionnaire import Questionnaire, Words

_HOW = (
    Words("한 줄이 데이터 하나이고, 한 열이 질문 하나입니다. 질문은 제목 칸의 메모에 있습니다.",
          "One row is one dataset, one column one question; the question stands in the note of the heading."),
    Words("목록이 있는 칸은 목록에서 고르십시오. 여러 개를 고르는 칸은 ; 로 구분합니다.",
          "Choose from the list where there is one; several codes in one cell are separated by ;"),
    Words("모르면 '모름', 해당하지 않으면 '해당 없음'이라고 적으십시오. 둘 다 답변입니다.",
          "Write unknown, or not applicable: both are answers."),
    Words("날짜는 2026-03-01처럼, 기간은 2020-01-01 ~ 2025-12-31처럼 적으십시오.",
          "Write dates as 2026-03-01 and periods as 2020-01-01 ~ 2025-12-31."),
    Words("여러 줄로 답하는 질문은 따로 있는 시트에 적고, 첫 열에 데이터의 번호를 적으십시오.",
          "Questions with several rows have a sheet of their own; its first column takes the number of the dataset."),
    Words("노란 칸은 점검·목록·이전 조사에서 가져온 제안입니다. 칸의 메모에 근거가 있습니다. "
          "고치면 고친 값이 답변이 되고, 그 줄의 '확인' 칸에 '예'를 고르면 나머지 제안도 확인한 것이 됩니다.",
          "Yellow cells are suggestions; their note says what they stand on. A corrected cell is an answer; choose yes "
          "under Confirm to confirm the other suggestions of the row."),
    Words("행을 지우면 그 데이터는 그대로 둡니다. 칸을 비우면 그 답변을 거둡니다. 파일은 온라인 조사표에서 붙이십시오.",
          "A deleted row leaves its dataset alone; an emptied cell takes the answer back. Attach files on the hub."),
    Words("다 채운 뒤 올리면 문제를 모두 알려 드리고, 바뀌는 내용을 보여 드립니다. "
          "적용하기 전에는 아무것도 바뀌지 않습니다.",
          "After the upload every problem is listed and the differences shown; nothing changes before you apply it."),
)  # fmt: skip
_COLOURS = {
    Fill.SUGGESTED: Words("제안: 확인하거나 고치십시오", "suggested: confirm or correct"),
    Fill.ANSWERED: Words("이미 답한 칸", "answered already"),
    Fill.EMPTY: Words("답할 칸", "to be answered"),
    Fill.NOT_ASKED: Words(
        "지금 답변으로는 묻지 않는 칸(해당하게 되면 적으십시오)",
        "not asked as things stand (fill it if it comes to apply)",
    ),
    Fill.LOCKED: Words("바꿀 수 없는 칸", "cannot be changed"),
}


def write_guide(sheet: Any, book: Book, styles: Styles, language: str) -> None:
    """The first sheet. Rows are written from top to bottom, as constant memory asks."""
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, words(book.title, language), styles.title)
    sheet.write_string(1, 0, words(book.body, language), styles.strong)
    until = Words("까지 올려 주십시오", "is the last moment to upload it")
    sheet.write_string(2, 0, f"{book.closes} {words(until, language)}", styles.text)
    row = 4
    for number, line in enumerate(_HOW, start=1):
        sheet.write_number(row, 0, number, styles.text)
        sheet.write_string(row, 1, words(line, language), styles.text)
        row += 1
    row += 1
    for fill, meaning in _COLOURS.items():
        sheet.write_blank(row, 0, None, styles.cell(fill, None))
        sheet.write_string(row, 1, words(meaning, language), styles.text)
        row += 1


def write_lists(sheet: Any, form: Questionnaire, styles: Styles, language: str) -> None:
    """Every list with its codes, labels and explanations."""
    sheet.set_column(0, 1, 26)
    sheet.set_column(2, 3, 44)
    for place, head in enumerate(("목록 / List", "코드 / Code", "이름 / Label", "설명 / Explanation")):
        sheet.write_string(0, place, head, styles.head)
    row = 1
    for code_list in form.code_lists.values():
        for code in code_list.offered:
            explanation = words(code.explanation, language) if code.explanation else ""
            for place, text in enumerate((code_list.name, code.code, words(code.label, language), explanation)):
                sheet.write_string(row, place, text, styles.text)
            row += 1
    sheet.freeze_panes(1, 0)
