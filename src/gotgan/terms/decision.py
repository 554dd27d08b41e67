"""A decision of a rule: yes or no, with its reasons."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Decision:
    """What a `may_x` rule answers. True in a boolean context when it is a yes."""

    allowed: bool
    reasons: tuple[str, ...] = ()

    @classmethod
    def yes(cls, *reasons: str) -> Decision:
        return cls(True, reasons)

    @classmethod
    def no(cls, *reasons: str) -> Decision:
        return cls(False, reasons)

    def __bool__(self) -> bool:
        return self.allowed
