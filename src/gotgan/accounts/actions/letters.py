"""Letters to people, written into rows as part of the change that they tell of; a job sends them."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from gotgan.accounts.models import Letter, Person
from gotgan.accounts.outbox import Outbox
from gotgan.terms.letter import NewLetter

LETTERS = Outbox(Letter, "accounts", "letter")


def write_letters(*, letters: Sequence[NewLetter]) -> int:
    """Those whose key is new and whose person has an open account; returns how many. The event is the caller's."""
    people = Person.objects.filter(pk__in={each.person_id for each in letters}, is_active=True)
    addresses = dict(people.values_list("pk", "email"))
    now = timezone.now()
    return LETTERS.write(
        Letter(
            key=each.key[:120], kind=each.kind, person_id=each.person_id, to=addresses[each.person_id],
            subject=each.subject, body=each.body, created=now, next_try=now,
        )
        for each in letters
        if each.person_id in addresses
    )  # fmt: skip
