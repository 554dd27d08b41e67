"""A suggestion from another sheet of the system is made anew like any other, until a person confirms it."""

from __future__ import annotations

from gotgan.survey.rules.renewing import renew_answers
from tests.survey.known_facts import answered, suggested


def test_suggestion_from_a_sibling_is_renewed() -> None:
    first = suggested(None, None, [{"legal_basis": answered("갑")}])
    stored = renew_answers({}, first, 0)
    assert stored["legal_basis"]["value"] == "갑"
    then = suggested(None, None, [{"legal_basis": answered("을")}])
    assert renew_answers(stored, then, 1)["legal_basis"]["value"] == "을"
    assert renew_answers(stored, {}, 1) == {}
    confirmed = {"legal_basis": stored["legal_basis"] | {"is_confirmed": True}}
    assert renew_answers(confirmed, then, 1)["legal_basis"]["value"] == "갑"
