"""What an organisation declares of itself against the systems that registers and catalogues name."""

from __future__ import annotations

from gotgan.survey.rules.checks.look import Look, Raised
from gotgan.survey.rules.checks.say import join
from gotgan.terms.questionnaire import Words
from gotgan.terms.survey import EvidenceRef


def declared_vs_known_system(look: Look) -> Raised | None:
    if look.yes_no("completeness_statement") is not True:
        return None
    silent = [each for each in look.context.systems if not each.has_answer and not each.none_held_reason.strip()]
    if not silent:
        return None
    ranked = sorted((each.name, each.number) for each in silent)
    named = join([Words(name, name) for name, _ in ranked], int(look.threshold("named")))
    evidence = tuple(EvidenceRef("register", number or name) for name, number in ranked)
    places = {"count": len(silent), "systems": named}
    return Raised(places, [list(each) for each in ranked], ("completeness_statement", "none_held_reason"), evidence)


CHECKS = {"declared_vs_known_system": declared_vs_known_system}
