"""What letters say, in Korean and English in one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from gotgan.terms.letter import Said, in_both

TOO_LATE = "the campaign was closed before it went out"


class MailKind(StrEnum):
    INVITATION = "invitation"
    REMINDER = "reminder"
    EXTENSION = "extension"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    DELEGATION = "delegation"


_LETTERS: Mapping[MailKind, tuple[Said, Said]] = {
    MailKind.INVITATION: (
        Said(
            "[조사 안내] {title_ko}",
            "{organisation_ko} 담당자께\n\n"
            "'{title_ko}'을(를) 시작합니다. 아는 것은 이미 채워 두었으니 확인하고, 사람만 아는 것을 적어 주십시오.\n"
            "데이터 {sheets}건이 준비되어 있습니다. 보유한 데이터가 없으면 그 사유를 적어 주시면 됩니다.\n\n"
            "마감: {closes}\n조사 화면: {address}",
        ),
        Said(
            "Survey: {title_en}",
            'To {organisation_en}\n\nThe survey "{title_en}" begins. What is known is filled in already: please '
            "confirm it, and add what only people know.\nDatasets ready for you: {sheets}. If you hold none, say why "
            "instead.\n\nDeadline: {closes}\nYour page: {address}",
        ),
    ),
    MailKind.REMINDER: (
        Said(
            "[조사 마감 {days}일 전] {title_ko}",
            "{organisation_ko} 담당자께\n\n"
            "'{title_ko}'이(가) 아직 끝나지 않았습니다.\n"
            "작성 중인 데이터 {open}건, 승인을 기다리는 데이터 {waiting}건입니다.\n"
            "시간이 더 필요하면 조사 관리자에게 기한 연장을 요청해 주십시오.\n\n"
            "마감: {closes}\n조사 화면: {address}",
        ),
        Said(
            "Survey closes in {days} day(s): {title_en}",
            'To {organisation_en}\n\nThe survey "{title_en}" is not finished. Datasets being answered: {open}; waiting '
            "for approval: {waiting}.\nIf you need more time, ask the survey manager for an extension.\n\n"
            "Deadline: {closes}\nYour page: {address}",
        ),
    ),
    MailKind.EXTENSION: (
        Said(
            "[조사 기한 연장] {title_ko}",
            "{organisation_ko} 담당자께\n\n'{title_ko}'의 기한을 연장했습니다.\n사유: {reason}\n\n"
            "새 마감: {closes}\n조사 화면: {address}",
        ),
        Said(
            "More time for the survey: {title_en}",
            'To {organisation_en}\n\nYour deadline in the survey "{title_en}" was extended.\nReason: {reason}\n\n'
            "New deadline: {closes}\nYour page: {address}",
        ),
    ),
    MailKind.RETURNED: (
        Said(
            "[보완 요청] {title_ko}",
            "{organisation_ko} 담당자께\n\n"
            "보완할 곳이 있어 돌려보냈습니다: {subject}\n의견: {remark}\n\n마감: {closes}\n조사 화면: {address}",
        ),
        Said(
            "Please correct: {title_en}",
            "To {organisation_en}\n\nThis came back with a remark: {subject}\nRemark: {remark}\n\n"
            "Deadline: {closes}\nYour page: {address}",
        ),
    ),
    MailKind.ACCEPTED: (
        Said(
            "[수락] {title_ko}",
            "{organisation_ko} 담당자께\n\n응답을 수락했습니다: {subject}\n고맙습니다.\n\n조사 화면: {address}",
        ),
        Said(
            "Accepted: {title_en}",
            "To {organisation_en}\n\nYour answers were accepted: {subject}\nThank you.\n\nYour page: {address}",
        ),
    ),
    MailKind.DELEGATION: (
        Said(
            "[응답 요청] {title_ko}",
            "{organisation_ko} 담당자께\n\n"
            "{asker} 님이 다음 데이터의 항목을 답해 달라고 요청했습니다: {subject}\n남긴 말: {remark}\n\n"
            "마감: {closes}\n조사 화면: {address}",
        ),
        Said(
            "Please answer: {title_en}",
            "To {organisation_en}\n\n{asker} asks you to answer items of: {subject}\nNote: {remark}\n\n"
            "Deadline: {closes}\nYour page: {address}",
        ),
    ),
}


def write_letter(kind: MailKind, values: Mapping[str, object]) -> Said:
    """Both languages in one letter. Raises: KeyError when a place has no value."""
    return in_both(*_LETTERS[kind], values)
