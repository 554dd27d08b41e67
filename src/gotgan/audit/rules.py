"""What a link of the chain is, and how a chain is checked. Plain values only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gotgan.terms.audit import ChainReport
from gotgan.terms.digest import EMPTY_CHAIN, canonical_json, chain_hash


@dataclass(frozen=True)
class Link:
    """One event as it is hashed: every field counts."""

    seq: int
    at: str
    person_id: int | None
    label: str
    action: str
    subject: str
    details: str
    previous: str
    hash: str = ""


@dataclass(frozen=True)
class Mark:
    """Where the chain was known to reach: number and hash of a link (0 and EMPTY_CHAIN: nowhere yet)."""

    seq: int
    hash: str


START = Mark(0, EMPTY_CHAIN)


def details_text(details: Mapping[str, Any]) -> str:
    """The one text form of an event's details. Raises: TypeError, ValueError for what JSON cannot say."""
    return canonical_json(dict(details)).decode()


def link_hash(link: Link) -> str:
    """The hash of a link over all its fields and the hash before it."""
    content = [link.seq, link.at, link.person_id, link.label, link.action, link.subject, link.details]
    return chain_hash(link.previous, content)


def check_chain(links: Iterable[Link], marks: Mapping[str, Mark]) -> ChainReport:
    """Walk the chain from its first link; `marks` (name -> mark) are places it must still reach.

    Finds an edited, removed, inserted or swapped link by its hash and number, and a cut tail by
    the marks, which were noted before the walk began: later links are allowed.
    """
    at, reached = START, dict.fromkeys(marks, False)
    for link in links:
        if problem := _problem_of(link, at):
            return ChainReport(False, at.seq, link.seq, problem)
        at = Mark(link.seq, link.hash)
        for name, mark in marks.items():
            reached[name] = reached[name] or mark == at
    for name, mark in marks.items():
        if mark != START and not reached[name]:
            where = f"event {mark.seq}, which {name} names, is missing or another one"
            return ChainReport(False, at.seq, min(mark.seq, at.seq + 1), where)
    return ChainReport(True, at.seq)


def _problem_of(link: Link, before: Mark) -> str:
    if link.seq != before.seq + 1:
        return f"event {before.seq + 1} was removed"
    if link.previous != before.hash:
        return f"event {link.seq} does not follow event {before.seq}"
    if link_hash(link) != link.hash:
        return f"event {link.seq} was edited"
    return ""


def parse_mark(text: str) -> Mark:
    """Read what `mark_text` wrote. Raises: ValueError."""
    document = json.loads(text)
    return Mark(int(document["seq"]), str(document["hash"]))


def mark_text(mark: Mark) -> str:
    return canonical_json({"seq": mark.seq, "hash": mark.hash}).decode() + "\n"
