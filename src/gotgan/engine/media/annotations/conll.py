"""CoNLL: a token a line, its tag in the last column, an empty line between sentences.

Tags are BIO (IOB2) or BIOES: an entity begins with B or S, goes on with I, and ends with E where there are E.
Source: Tjong Kim Sang 2002, "Introduction to the CoNLL-2002 shared task"; Ratinov and Roth 2009 (BIOES).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gotgan.engine.media.annotations.state import BROKEN_SEQUENCE, UNKNOWN_TAG, WRONG_SCHEMA, LabelTally

_TAG = re.compile(r"O|[BIES]-\S+")
_COMMENT = re.compile(r"##?\s|-DOCSTART-")
_STARTS = frozenset("BS")


def looks_like_conll(lines: Sequence[str]) -> bool:
    """Whether most of some filled lines have a token and end in a tag."""
    kept = [line.split() for line in lines if not _COMMENT.match(line)]
    fit = [words for words in kept if len(words) > 1 and _TAG.fullmatch(words[-1])]
    return len(fit) * 2 > len(kept)


def read_conll(lines: Iterable[str], name: str, tally: LabelTally) -> None:
    columns, before, in_sentence = 0, "O", False
    for number, line in enumerate(lines, 1):
        words = line.split()
        if not words or _COMMENT.match(line):
            before, in_sentence = "O", False
            continue
        place = f"{name} line {number}"
        tally.sentences += not in_sentence
        tally.tokens += 1
        in_sentence = True
        columns = columns or len(words)
        if len(words) != columns or columns < 2:
            tally.issue(WRONG_SCHEMA, place)
        before = _read_tag(words[-1], before, place, tally)


def _read_tag(tag: str, before: str, place: str, tally: LabelTally) -> str:
    """Count an entity where one begins; the tag as the next line sees it."""
    if not _TAG.fullmatch(tag):
        tally.issue(UNKNOWN_TAG, place)
        return "O"
    if tag == "O":
        return tag
    kind = tag[2:]
    goes_on = before[0] in "BI" and before[2:] == kind
    if tag[0] in _STARTS:
        tally.class_(kind)
    elif not goes_on:
        tally.class_(kind)
        tally.issue(BROKEN_SEQUENCE, place)
    return tag
