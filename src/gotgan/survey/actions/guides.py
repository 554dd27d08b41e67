"""Guides of a first visit, put away by the person who has read them."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.survey.models import PutAway
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor

GUIDES = frozenset({"desk"})


@transaction.atomic
def put_away_guide(*, by: Actor, guide: str) -> None:
    """Show this guide to the person no more. Putting it away again changes nothing. Raises: Invalid."""
    if guide not in GUIDES or by.person_id is None:
        raise Invalid(Issue("guide", "there is no such guide", "look at the page again"))
    _, is_new = PutAway.objects.get_or_create(person_id=by.person_id, guide=guide, defaults={"at": timezone.now()})
    if is_new:
        record(by=by, action="survey.put_away_guide", subject=f"person:{by.person_id}", details={"guide": guide})
