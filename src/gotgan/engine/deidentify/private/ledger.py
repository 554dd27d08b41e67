"""The privacy ledger of one dataset: a budget that no sequence of questions, processes or crashes can exceed.

A file of JSON lines: the budget first, then one line for each charge, each chained to the one before by its hash. A
charge is on the disk before any answer is drawn, so a process that is killed may lose an answer, never a charge. A
line without its end was never answered, and is taken away by the next charge; every other damage stops the ledger.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from gotgan.engine.deidentify.private.lines import append_line, damaged, line_of, place_new, read_lines
from gotgan.engine.lock import lock_file
from gotgan.terms.amount import in_units, read_amount
from gotgan.terms.digest import EMPTY_CHAIN
from gotgan.terms.errors import Invalid, Issue, Unavailable
from gotgan.terms.private_ledger import BudgetExceeded, Charge, Head, Standing, entry_of

__all__ = ["BudgetExceeded", "Charge", "Head", "Ledger", "Standing"]
FORM = 1
_WAIT_SECONDS = 30.0
_POLL_SECONDS = 0.005


@dataclass(frozen=True)
class Ledger:
    """The ledger in a file. `known`: a head that it must still hold."""

    path: Path
    known: Head | None = None

    @classmethod
    def open_new(
        cls, path: Path, *, dataset: str, epsilon: Any, delta: Any = 0, subject: str | None = None, now: str
    ) -> Ledger:
        """Begin a ledger: the budget for the dataset's whole life, all its versions together.

        It appears whole or not at all. Raises: Invalid when there is one already or an amount is no amount.
        """
        amounts = {"epsilon": read_amount(epsilon), "delta": read_amount(delta)}
        issues = [Issue(name, "is no budget", "give a number from 0") for name, each in amounts.items() if each is None]
        if amounts["delta"] is not None and amounts["delta"] >= 1:
            issues.append(Issue("delta", "is no probability", "give a number far below 1 / persons"))
        if issues:
            raise Invalid(*issues)
        budget = {
            "kind": "budget", "form": FORM, "dataset": dataset, "subject": subject, "time": now,
            **{name: str(amount) for name, amount in amounts.items() if amount is not None},
        }  # fmt: skip
        place_new(path, line_of(EMPTY_CHAIN, budget)[0])
        return cls(path)

    def read(self) -> Standing:
        """What is spent and left now. Raises: Invalid when a line was changed, Unavailable when it is not there."""
        with self._held() as file:
            return self._stand(file.read())

    def spend(self, charge: Charge, *, now: str) -> Standing:
        """Write a charge down, or refuse it whole. Returns what stands afterwards, on the disk.

        Raises: BudgetExceeded, Invalid (no amounts; damaged), Unavailable (held for long by others; disk full).
        """
        if read_amount(charge.epsilon) is None or read_amount(charge.delta) is None:
            raise Invalid(Issue("charge", "is no amount", "give numbers from 0 with at most 15 decimal places"))
        with self._held() as file:
            raw = file.read()
            before = self._stand(raw)
            before.check_fits(charge)
            line, head = line_of(before.head.hash, entry_of(before, charge, now))
            append_line(file, raw.rfind(b"\n") + 1, line, self.path)
        return before.after(charge, head)

    def _stand(self, raw: bytes) -> Standing:
        return _add_up(read_lines(raw, self.path), self.path, self.known)

    @contextmanager
    def _held(self) -> Iterator[BinaryIO]:
        try:
            file = self.path.open("r+b", buffering=0)
        except OSError as error:
            what = f"cannot be opened ({error.strerror})"
            raise Unavailable(f"privacy ledger {self.path.name}: {what}; open one first") from None
        with file:
            ends = time.monotonic() + _WAIT_SECONDS
            while not lock_file(file):
                if time.monotonic() > ends:
                    raise Unavailable(f"privacy ledger {self.path.name}: held by another process; try again")
                time.sleep(_POLL_SECONDS)
            yield file


def _add_up(lines: Sequence[Mapping[str, Any]], path: Path, known: Head | None) -> Standing:
    if not lines or lines[0].get("kind") != "budget" or lines[0].get("form") != FORM:
        raise damaged(path, "does not begin with a budget")
    if known is not None and (len(lines) < known.place or lines[known.place - 1]["hash"] != known.hash):
        raise damaged(path, "its end was cut off or replaced")
    first, charges = lines[0], lines[1:]
    return Standing(
        dataset=first["dataset"],
        subject=first["subject"],
        epsilon=Decimal(str(first["epsilon"])),
        delta=Decimal(str(first["delta"])),
        spent_epsilon=sum(in_units(each["epsilon"]) for each in charges),
        spent_delta=sum(in_units(each["delta"]) for each in charges),
        charges=len(charges),
        head=Head(len(lines), lines[-1]["hash"]),
    )
