"""Which of an organisation's known systems nobody has spoken of."""

from __future__ import annotations

from collections.abc import Iterable

from gotgan.terms.text import title_tight


def find_silent(known: Iterable[tuple[str, str, str]], named: Iterable[str]) -> tuple[str, ...]:
    """Names of the systems (number, name, reason why nothing is held) with neither a sheet nor a reason.

    A sheet names its system by name or by number; spaces and case do not matter.
    """
    spoken = {title_tight(each) for each in named if each.strip()}
    return tuple(
        name
        for number, name, reason in known
        if not reason.strip() and title_tight(name) not in spoken and not (number and title_tight(number) in spoken)
    )
