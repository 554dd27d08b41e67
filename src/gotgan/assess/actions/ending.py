"""From the list that was found to the list that stands: minutes, signature, publication, withdrawal."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone

from gotgan.assess.actions.permission import LONGEST_TEXT, check, lock_for, lock_version, move, text_in, viewer_of
from gotgan.assess.queries.list_reading import Reading
from gotgan.assess.queries.signing import institutions_of, seen_of, standing_of
from gotgan.assess.rules.listing import ListFacts, Verb, may_step
from gotgan.assess.rules.people import may_manage
from gotgan.assess.rules.signing import Seen, check_gone, check_seen, minutes_hash, signature_of
from gotgan.audit.actions import record
from gotgan.terms.decision import Decision
from gotgan.terms.errors import Invalid, Issue
from gotgan.terms.role import Actor
from gotgan.terms.selection import ListState
from gotgan.work.actions import enqueue


@transaction.atomic
def propose(*, by: Actor, version_id: str, minutes: str, until: date, seen: Seen) -> None:
    """Put the list before the organisations: with its minutes, taking objections until a day.

    Raises: NoSuchList, NotYours, Invalid, also when list or minutes are not those that were `seen`.
    """
    version, facts = lock_version(by, version_id)
    check_seen(seen, seen_of(version))
    said = text_in("minutes", minutes, LONGEST_TEXT, "write down who met and what was decided")
    planned = ListFacts(**{**vars(facts), "minutes": said, "until": until})
    check(may_step(viewer_of(by), planned, Verb.PROPOSE, timezone.localdate()))
    version.minutes, version.objections_until = said, until
    digest = minutes_hash(said)
    move(by, version, ListState.PROPOSED, "", until=until.isoformat(), minutes=digest)
    details = {"until": until.isoformat(), "minutes": digest, "document": version.document}
    record(by=by, action="assess.propose_list", subject=f"list_version:{version_id}", details=details)


@transaction.atomic
def write_minutes(*, by: Actor, version_id: str, minutes: str, seen: Seen) -> None:
    """Correct or complete the minutes while the version is proposed.

    Raises: NoSuchList, NotYours, Invalid, also when list or minutes are not those that were `seen`.
    """
    version, facts = lock_version(by, version_id)
    check(Decision(may_manage(viewer_of(by)), ("only a selection manager writes the minutes",)))
    is_open = facts.state in (ListState.SOLVED, ListState.PROPOSED)
    check(Decision(is_open, ("minutes are written before a list is signed",)))
    check_seen(seen, seen_of(version))
    version.minutes = text_in("minutes", minutes, LONGEST_TEXT, "write down who met and what was decided")
    details = {"minutes": minutes_hash(version.minutes)}
    move(by, version, facts.state, "", before=seen.minutes, **details)
    record(by=by, action="assess.write_minutes", subject=f"list_version:{version_id}", details=details)


@transaction.atomic
def sign(*, by: Actor, version_id: str, typed_name: str, seen: Seen, gone: Collection[str] = ()) -> str:
    """Sign list, minutes, rules, panel and objections as they are, by typing the list's name; returns the sha256.

    `gone`: members that were withdrawn or are held no longer, with which it is signed all the same; the signature keeps
    them. Raises: NoSuchList, NotYours, Invalid when the name is another, what is signed is not what was `seen`, or a
    member is gone that is not among `gone`.
    """
    version, _ = lock_for(by, version_id, Verb.SIGN)
    check_seen(seen, seen_of(version))
    missing = Reading(version).gone_ids()
    check_gone(missing, gone)
    names = {version.dataset_list.name_ko, version.dataset_list.name_en}
    if typed_name.strip() not in names:
        raise Invalid(Issue("name", "it is not the list's name", "type it as it stands above"))
    version.signed_by, version.signed_at = by.label[:254], timezone.now()
    version.signed_over = standing_of(version, missing, institutions_of(version)).signed_over()
    version.signature = signature_of(version.signed_over)
    details = {
        "document": version.document, "minutes": minutes_hash(version.minutes), "signature": version.signature,
        "gone": sorted(missing),
    }  # fmt: skip
    move(by, version, ListState.SIGNED, "", **details)
    record(by=by, action="assess.sign_list", subject=f"list_version:{version_id}", details=details)
    return version.signature


@transaction.atomic
def publish(*, by: Actor, version_id: str) -> None:
    """Show a signed version to everyone; which weight moves it most is worked out. Raises: NoSuchList, NotYours."""
    version, _ = lock_for(by, version_id, Verb.PUBLISH)
    move(by, version, ListState.PUBLISHED, "", signature=version.signature)
    details = {"document": version.document, "signature": version.signature}
    record(by=by, action="assess.publish_list", subject=f"list_version:{version_id}", details=details)
    enqueue("assess.weigh_effects", key="assess.weigh_effects")


@transaction.atomic
def withdraw(*, by: Actor, version_id: str, reason: str) -> None:
    """Take a version back, in whatever state, with a reason; it stays to be read.

    Raises: NoSuchList, NotYours, Invalid.
    """
    version, facts = lock_for(by, version_id, Verb.WITHDRAW)
    said = text_in("reason", reason)
    move(by, version, ListState.WITHDRAWN, said)
    details = {"before": facts.state.value}
    record(by=by, action="assess.withdraw_list", subject=f"list_version:{version_id}", details=details)
