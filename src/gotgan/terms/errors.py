"""The error families of gotgan.

    GotganError
    ├── NotAllowed     the person may not do this
    ├── NotFound       there is no such thing (or its existence is secret)
    ├── Invalid        the input is wrong; carries every issue found, each with its place
    └── Unavailable    something needed does not answer right now

A leaf is defined beside the function that raises it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class GotganError(Exception):
    """Anything gotgan refuses or cannot do. `str()` is fit to show to a person."""


class NotAllowed(GotganError):
    """The person may not do this."""


class NotFound(GotganError):
    """There is no such thing, or its existence is secret."""


class Unavailable(GotganError):
    """Something needed does not answer right now; trying later may help."""


@dataclass(frozen=True)
class Issue:
    """One thing wrong with an input: where, what happened, what to do."""

    place: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" + (f"; {self.remedy}" if self.remedy else "")


class Invalid(GotganError):
    """The input is wrong. `issues` holds every problem found, not only the first; `unlisted` counts those that were too
    many to hold."""

    def __init__(self, *issues: Issue, unlisted: int = 0) -> None:
        self.issues: Sequence[Issue] = issues
        super().__init__(summarise_issues(issues, unlisted=unlisted))


def summarise_issues(issues: Sequence[Issue], *, unlisted: int = 0) -> str:
    """Name the first issue and say how many more there are."""
    if not issues:
        return "invalid input"
    more = len(issues) - 1 + unlisted
    return str(issues[0]) + (f" (and {more} more)" if more else "")
