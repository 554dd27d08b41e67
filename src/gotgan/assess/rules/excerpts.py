"""What pages read of a chosen list without its whole texts: who is in and in reserve with all that their reasons are
made from, and where each line of the evidence lies. Codes and numbers only: sentences are made when they are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from gotgan.assess.rules.evidence import measured_value, shortlist_of
from gotgan.assess.rules.settings import Settings
from gotgan.terms.digest import canonical_json
from gotgan.terms.published import RESERVE

FORM = 1
"""Counts up whenever what stands in an excerpt changes."""
Document = Mapping[str, Any]


def public_excerpt(
    document: Document, names: Mapping[str, Mapping[str, str]], rows: Mapping[str, Mapping[str, str]],
    ranking: Sequence[float], rules: Document,
) -> dict[str, Any]:  # fmt: skip
    """Members and reserve: of the document their rows, of names and candidates theirs; beside them all institutions'
    names, which reasons and limits may name, the worths of all, and how many stand in each class."""
    reserve = [each for each in document["rejected"] if each["class"] == RESERVE]
    shown = [each["id"] for each in (*document["members"], *reserve)]
    return {
        "document": {
            "members": document["members"], "rejected": reserve, "constraints": document["constraints"],
            "notes": document["notes"], "objective": document["objective"],
        },
        "counts": dict(Counter(each["class"] for each in (*document["members"], *document["rejected"]))),
        "names": {key: names[key] for key in shown if key in names},
        "rows": {key: rows[key] for key in shown if key in rows},
        "bodies": bodies_of(names.values()),
        "ranking": list(ranking),
        "rules": rules,
    }  # fmt: skip


def bodies_of(names: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """{code: [Korean, English]} of every institution that is named."""
    found = {}
    for each in names:
        korean = each.get("organisation_name", "")
        found[each.get("organisation", "")] = [korean, each.get("organisation_name_en") or korean]
    return found


def spans_of(evidence: bytes, lines: Iterable[Mapping[str, Any]]) -> dict[str, list[int]]:
    """{dataset: [first byte, how many]} of each line of the evidence, so that one of them is read alone.

    The evidence is canonical JSON: a line stands in it as the same line written alone. One that does not is left out.
    """
    found, after = {}, 0
    for line in lines:
        text = canonical_json(line)
        start = evidence.find(text, after)
        if start >= 0:
            found[str(line["id"])] = [start, len(text)]
            after = start + len(text)
    return found


def asides_of(
    lines: Sequence[Mapping[str, Any]], chosen_from: Collection[str], shortlist: Collection[str], settings: Settings
) -> list[list[Any]]:
    """[dataset, its measured worth, [code, name, numbers] of each reason] of those that were not chosen from.

    Who missed the shortlist is told so where only that was chosen from; before a choice, as it would be now.
    """
    is_of_shortlist = not chosen_from or set(chosen_from) <= set(shortlist)
    missed = shortlist_of({"candidates": lines}, settings).missed if lines and is_of_shortlist else {}
    found = []
    for line in lines:
        if line["id"] in chosen_from:
            continue
        codes = [[each["code"], each["name"], each["numbers"]] for each in line["left_out"]]
        near = missed.get(line["id"])
        if near is not None:
            code = ["crowded", near.crowded] if near.crowded else ["below_line", ""]
            codes.append([*code, {"value": near.value, "line": near.line}])
        if codes:
            found.append([line["id"], measured_value(line, settings), codes])
    return found
