"""The optimal list: gates, criteria, robustness, an integer programme, and why each candidate is in or out.

`choose(candidates, rules, pairs)` gives a `Choice`; `document_of` writes it as the JSON of `gotgan select`.
"""

from gotgan.engine.select.candidates import Candidates, read_candidates, read_pairs
from gotgan.engine.select.choose import choose
from gotgan.engine.select.document import document_of
from gotgan.engine.select.rules import Robustness, Rules, read_rules
from gotgan.engine.select.shapes import Choice, Infeasible, Member, Rejected

__all__ = [
    "Candidates", "Choice", "Infeasible", "Member", "Rejected", "Robustness", "Rules", "choose", "document_of",
    "read_candidates", "read_pairs", "read_rules",
]  # fmt: skip
