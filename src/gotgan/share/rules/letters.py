"""What a letter about a withdrawn version says."""

from __future__ import annotations

from collections.abc import Mapping

from gotgan.terms.letter import Said, in_both

_KOREAN = Said(
    "[데이터 철회] {title_ko}",
    "내려받으신 '{title_ko}'의 판({version})이 철회되었습니다.\n\n사유: {because}\n\n"
    "이 판의 사용을 멈추고 보관 중인 사본을 모두 지워 주십시오. 다른 사람에게 건네셨다면 그분께도 알려 주십시오.\n\n"
    "데이터 화면: {page}\n받은 알림: {notices}",
)
_ENGLISH = Said(
    "Data withdrawn: {title_en}",
    'A version ({version}) of "{title_en}" that you downloaded was withdrawn.\n\nReason: {because}\n\n'
    "Please stop using it and delete every copy that you hold. If you passed it on, tell them too.\n\n"
    "The dataset: {page}\nYour notices: {notices}",
)


def write_withdrawal(values: Mapping[str, object]) -> Said:
    """`values`: title_ko, title_en, version, because, page, notices."""
    return in_both(_KOREAN, _ENGLISH, values)
