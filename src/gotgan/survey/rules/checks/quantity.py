"""What was bought against what is there. Audits met datasets with 0.2 % of what the contract said."""

from __future__ import annotations

import math

from gotgan.survey.rules.checks.look import Look, Raised
from gotgan.survey.rules.checks.shapes import as_number, part_of
from gotgan.terms.questionnaire import Kind


def count_vs_contract(look: Look) -> Raised | None:
    """The contract counts rows, pictures or files, nobody knows which: the greatest of the counts is compared."""
    contracted = _contracted(look)
    counts = [count for key in look.listed("counts") if (count := look.number(key)) is not None]
    if not contracted or not counts:
        return None
    count = max(counts)
    if count >= contracted * look.threshold("least_share"):
        return None
    # rounded down: 99.97 % is not all of it
    percent = math.floor(1000 * count / contracted) / 10
    places = {"contracted": contracted, "count": count, "percent": percent}
    items = ("contractor", *(key for key in look.listed("counts") if look.number(key) is not None))
    return Raised(places, [contracted, count], items, look.scan_evidence())


def _contracted(look: Look) -> int | float:
    """The sum of the quantities of all contracts."""
    part = part_of(look.item("contractor"), Kind.INT, Kind.DECIMAL)
    if part is None:
        return 0
    said = [as_number(row.get(part.key)) for row in look.rows("contractor")]
    return sum(each for each in said if each is not None)


CHECKS = {"count_vs_contract": count_vs_contract}
