"""What aftercare is due, what two releases together may give away, and what the letter says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from gotgan.terms.inspection import Due
from gotgan.terms.letter import Said, in_both
from gotgan.terms.refine import OrderState

IN_USE = frozenset({OrderState.RELEASED, OrderState.MONITORED})
AGAIN_DAYS = 7
"""The handler is reminded of the same thing so often."""
_KOREAN = {
    Due.WATCH: "재식별 점검일({since})이 되었습니다. 점검하고 기록해 주십시오.",
    Due.TERM: "이용 기간({since})이 끝났습니다. 데이터와 키를 파기하고 기록하거나, 회수해 주십시오.",
}
_ENGLISH = {
    Due.WATCH: "The re-identification watch is due ({since}). Check, and record it.",
    Due.TERM: "The term of use has ended ({since}). Destroy data and key and record it, or withdraw.",
}


def due_of(
    state: OrderState, *, next_watch: date | None, term: date | None, today: date
) -> tuple[tuple[Due, date], ...]:
    """What is due of an order, with the day since when. A term's last day still belongs to it."""
    if state not in IN_USE:
        return ()
    due = []
    if next_watch is not None and next_watch <= today:
        due.append((Due.WATCH, next_watch))
    if term is not None and term < today:
        due.append((Due.TERM, term))
    return tuple(due)


def letter_key(order_id: str, why: Due, since: date, today: date) -> str:
    """One letter for each week that it has been due."""
    return f"{why}:{order_id}:{since.isoformat()}:{(today - since).days // AGAIN_DAYS}"


def write_due(why: Due, since: date, values: Mapping[str, object]) -> Said:
    """`values`: title, page."""
    korean = Said("[사후관리] {title}", _KOREAN[why] + "\n\n작업: {title}\n화면: {page}")
    english = Said("Aftercare: {title}", _ENGLISH[why] + "\n\nWork order: {title}\nIts page: {page}")
    return in_both(korean, english, {**values, "since": since.isoformat()})


def needs_reason(joint_k: int | None, target_k: int) -> bool:
    """Whether a second release needs a reason: both together fall short of what one promises, or nobody could
    measure it. Source: reference/refine, composition."""
    return joint_k is None or joint_k < target_k
