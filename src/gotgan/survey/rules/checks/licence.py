"""The licence in force against what is permitted, and against works of others inside."""

from __future__ import annotations

from gotgan.survey.rules.checks.look import Look, Raised
from gotgan.survey.rules.checks.say import fill, join


def licence_vs_purpose(look: Look) -> Raised | None:
    """A licence that bars commercial use beside a commercial "yes"; one without conditions beside any "no"."""
    licence, said = look.code("licence"), look.purposes()
    if licence is None:
        return None
    against: list[str] = []
    case = ""
    if licence in look.listed("non_commercial"):
        case, against = "bars_commercial", [each for each in look.listed("commercial") if said.get(each) == "yes"]
    elif licence in look.listed("unconditional"):
        case, against = "has_no_conditions", sorted(each for each, word in said.items() if word == "no")
    if not against:
        return None
    named = join([look.label("purpose_of_use", each) for each in against], int(look.threshold("named")))
    why = fill(look.words(case), {"purposes": named})
    places = {"licence": look.label("licence", licence), "why": why}
    return Raised(places, [licence, sorted(against)], ("licence", "permitted_purposes"))


def ai_type_vs_purpose(look: Look) -> Raised | None:
    licence, said = look.code("licence"), look.purposes()
    if licence is None or licence not in look.listed("ai_type"):
        return None
    against = [each for each in look.listed("training") if said.get(each) == "no"]
    if not against:
        return None
    named = join([look.label("purpose_of_use", each) for each in against], len(against))
    places = {"licence": look.label("licence", licence), "purposes": named}
    return Raised(places, [licence, sorted(against)], ("licence", "permitted_purposes"))


def third_party_vs_licence(look: Look) -> Raised | None:
    licence, works = look.code("licence"), look.rows("third_party_works")
    if licence is None or licence not in look.listed("free") or not works:
        return None
    places = {"licence": look.label("licence", licence), "count": len(works)}
    return Raised(places, [licence, len(works)], ("third_party_works", "licence"))


CHECKS = {
    "licence_vs_purpose": licence_vs_purpose,
    "ai_type_vs_purpose": ai_type_vs_purpose,
    "third_party_vs_licence": third_party_vs_licence,
}
