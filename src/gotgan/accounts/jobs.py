"""Background entry of accounts: letters of rooms that keep none of their own."""

from __future__ import annotations

from gotgan.accounts.actions import LETTERS
from gotgan.accounts.delivery import send_due
from gotgan.terms.job import JobContext


def send(*, context: JobContext) -> None:
    """Hand over every letter that is due."""
    send_due(LETTERS, context)
