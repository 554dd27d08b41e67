"""The institution that a command names by its code."""

from __future__ import annotations

from gotgan.terms.errors import NotFound


class UnknownOrganisation(NotFound):
    """No institution has this code here."""


def find_or_add(code: str, name: str = "") -> bool:
    """Make sure that the institution is known; returns whether it was added now.

    With a name it is added under it. Without one, a hub that has no registry yet has nothing to check a
    code against, so the operator is taken at their word: the code stands for the name until one comes.
    Raises: UnknownOrganisation where a registry is loaded and lacks the code; Invalid for no code at all.
    """
    from gotgan.organisations import actions, queries
    from gotgan.terms.role import SYSTEM

    if queries.find(code) is not None:
        return False
    if not name and queries.has_registry():
        raise UnknownOrganisation(
            f"organisation {code}: it is not known here; load institutions with `gotgan codes import FILE"
            f" --table institution`, or add this one with --create-organisation NAME"
        )
    actions.add_organisation(by=SYSTEM, code=code, name=name or code)
    return True
