"""What in the house does something about a check: the codes that a rule book may name."""

from __future__ import annotations

import re

ACTIONS = frozenset(
    {
        "repair.encoding", "repair.header", "repair.ragged", "repair.merged", "repair.totals", "repair.duplicates",
        "repair.unicode", "repair.sentinels", "repair.missing", "repair.dates", "repair.numbers", "repair.units",
        "repair.codes", "repair.types", "repair.outliers", "repair.near", "repair.labels", "repair.text",
        "deidentify.suppress", "deidentify.pseudonymise", "deidentify.key", "deidentify.mask_text",
        "deidentify.pictures", "package.convert", "package.split", "package.card", "scan.again", "scan.update",
        "overlap.review", "catalogue.describe", "catalogue.link", "share.open",
    }
)  # fmt: skip
"""`repair.X`: step X of `gotgan repair`; `deidentify.X`: what a plan does; `catalogue.X`: in the source's record."""
_SURVEY = re.compile(r"survey\.[a-z][a-z0-9_]*\Z")


def is_action(code: object) -> bool:
    """One of ACTIONS, or `survey.ITEM`: to be answered on the dataset's sheet."""
    return isinstance(code, str) and (code in ACTIONS or _SURVEY.match(code) is not None)
