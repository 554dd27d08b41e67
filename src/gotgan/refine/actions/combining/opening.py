"""A combination is opened by its applicant, who names the parties; then its key manager makes the key."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from gotgan.audit.actions import record
from gotgan.refine import custody
from gotgan.refine.actions.combining.finding import go_on, lock_combination
from gotgan.refine.actions.keys import custody_folder
from gotgan.refine.actions.permission import check, viewer_of
from gotgan.refine.models import Combination, CombinationParty
from gotgan.refine.rules import combining
from gotgan.terms.combination import CombinationState, Party, PartyFacts
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor

LONGEST_TITLE, LONGEST_PURPOSE, LONGEST_FIELD = 300, 2000, 60


@transaction.atomic
def open_combination(*, by: Actor, organisation: str, title: str, purpose: str, fields: Sequence[str]) -> str:
    """Open one for an institution of the applicant's; returns its id. `fields`: what the join keys are made of.

    Raises: NotYours, Invalid.
    """
    viewer = viewer_of(by)
    check(combining.may_apply(viewer))
    if not any(held.organisation in (organisation, None) for held in viewer.roles):
        raise Invalid(Issue("organisation", "you do not keep its data", "choose one of yours"))
    agreed = tuple(dict.fromkeys(name for each in fields if (name := each.strip())))
    _check_words(title, purpose, agreed)
    now = timezone.now()
    row = Combination.objects.create(
        title=title.strip(), purpose=purpose.strip(), fields=list(agreed), created=now, updated=now
    )
    _add(by, row, PartyFacts(Party.APPLICANT, by.person_id or 0, organisation))
    details = {"fields": len(agreed), "organisation": organisation}
    record(by=by, action="refine.open_combination", subject=f"combination:{row.pk}", details=details)
    return row.pk


def _check_words(title: str, purpose: str, fields: tuple[str, ...]) -> None:
    issues = []
    if not 0 < len(title.strip()) <= LONGEST_TITLE:
        issues.append(Issue("title", "it is empty or too long", "say in a few words what is combined"))
    if not 0 < len(purpose.strip()) <= LONGEST_PURPOSE:
        issues.append(Issue("purpose", "it is empty or too long", "say in a few sentences what for"))
    if not 0 < len(fields) <= combining.MOST_FIELDS or any(len(each) > LONGEST_FIELD for each in fields):
        issues.append(Issue("fields", "there is none, or they are too many", "one a line, such as: name"))
    if issues:
        raise Invalid(*issues)


def _add(by: Actor, row: Combination, new: PartyFacts) -> None:
    CombinationParty.objects.create(
        combination=row, party=new.party, person_id=new.person, organisation_id=new.organisation,
        named_by=by.label[:254], named=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def name_party(*, by: Actor, combination_id: str, party: Party, person_id: int, organisation: str) -> None:
    """Name a providing institution's person (one more), the key manager's or the combining body's (in their place).

    Raises: NoSuchCombination; NotYours when the person or the institution is a party already, or keeps no data.
    """
    row, facts = lock_combination(by, combination_id)
    new = PartyFacts(party, person_id, organisation)
    check(combining.may_name(facts, by.person_id, new, viewer_of(Actor(person_id, "candidate"))))
    if party is not Party.PROVIDER:
        row.parties.filter(party=party).delete()
    _add(by, row, new)
    row.updated = timezone.now()
    row.save()
    details = {"party": party.value, "person": person_id, "organisation": organisation}
    record(by=by, action="refine.name_party", subject=f"combination:{combination_id}", details=details)


@transaction.atomic
def make_join_key(*, by: Actor, combination_id: str) -> None:
    """The key manager has a key made, into custody: nobody sees it, only the worker that makes join keys uses it.

    Raises: NoSuchCombination, NotYours, Unavailable.
    """
    row, facts = lock_combination(by, combination_id)
    check(combining.may_make_key(facts, by.person_id))
    row.key_id, row.key_made = custody.make_key(custody_folder()), timezone.now()
    go_on(by, row, CombinationState.KEYED)
    details = {"key": row.key_id}
    record(by=by, action="refine.make_join_key", subject=f"combination:{combination_id}", details=details)
