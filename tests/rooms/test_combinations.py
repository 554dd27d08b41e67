"""A combination from opening to destroyed keys: who may do what, who gets which file, what the database refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction
from django.utils import timezone

from gotgan.audit import queries as audit
from gotgan.inventory import queries as inventory
from gotgan.organisations.actions import add_membership
from gotgan.refine import actions, custody, queries
from gotgan.refine.actions.keys import custody_folder
from gotgan.refine.models import CombinationParty, Parcel, WorkOrder
from gotgan.share import queries as share
from gotgan.store.folder import FolderStore
from gotgan.terms.combination import CombinationState, Party
from gotgan.terms.errors import Invalid, NotAllowed, NotFound
from gotgan.terms.job import JobState
from gotgan.terms.lineage import sources_of
from gotgan.terms.refine import OrderState, Part, RunKind
from gotgan.terms.role import SYSTEM, Role, Viewer
from gotgan.work.models import Job
from tests.rooms.combined import LEFT, NAMES, PHONES, WANTED, Combined, by, make_combined
from tests.rooms.factories import make_viewer
from tests.rooms.once import Made, Once
from tests.rooms.refined import Refined
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_overlap_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module")
def first(once: Once) -> Made[Combined]:
    return once(make_combined)


@pytest.fixture
def combined(first: Made[Combined], data_folder: Path) -> Combined:
    return first.again(data_folder)


@pytest.fixture
def store(settings: LazySettings) -> FolderStore:
    return FolderStore(Path(settings.GOTGAN_DATA) / "objects")


def content_of(store: FolderStore, parcel: Parcel) -> str:
    """Everything that stands in a file in custody, as a reader of Parquet and as a reader of bytes sees it."""
    table = pq.read_table(store.path_of(parcel.sha256))
    raw = store.path_of(parcel.sha256).read_bytes().decode("utf-8", "replace")
    return raw + repr(table.schema) + repr(table.to_pylist()) + repr(parcel.receipt)


def test_combination_to_the_work_order_and_destroyed_keys(
    combined: Combined, store: FolderStore, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    combined.until(CombinationState.COMBINED)
    row = combined.row
    version = inventory.version(row.dataset_id, row.version)
    assert version is not None
    written = store.path_of(version.files[0].sha256)
    assert sorted(tuple(each.values()) for each in pq.read_table(written).to_pylist()) == WANTED
    dataset = inventory.dataset(row.dataset_id)
    assert (dataset.organisation, dataset.is_inside_only, dataset.version_id) == (combined.codes["body"], True, None)
    assert not share.access_to(combined.stranger, version).may_get
    assert not share.access_to(combined.applicant, version).may_get, "inside the combining body until it is released"
    order = WorkOrder.objects.get(pk=row.order_id)
    assert (order.dataset_id, order.version, order.state) == (row.dataset_id, row.version, OrderState.DRAFTED)
    assert order.requester == combined.body.person_id
    key_id, files = row.key_id, [parcel.sha256 for parcel in combined.parcels("keys", "payload", "linkage")]
    assert custody.read_key(custody_folder(), key_id)
    with django_capture_on_commit_callbacks(execute=True):
        actions.close_combination(by=by(combined.manager), combination_id=row.pk)
    assert combined.state is CombinationState.CLOSED
    assert combined.row.key_destroyed is not None
    with pytest.raises(custody.KeyMissing):
        custody.read_key(custody_folder(), key_id)
    assert not [each for each in files if store.has(each)]
    assert store.has(version.files[0].sha256), "the result stays"
    audit.verify()


def test_lineage_leads_from_both_sources_to_the_result(combined: Combined) -> None:
    combined.until(CombinationState.COMBINED)
    row = combined.row
    lineage = inventory.lineage_of(row.dataset_id, row.version)
    kinds = sorted(each["prov:type"] for each in lineage["activity"].values())
    assert kinds == ["gotgan:Combination", "gotgan:Matching", *["gotgan:Separation"] * 4]
    receipts = queries.receipts_before(row.dataset_id, row.version)
    assert [each["activity"] for each in receipts] == [*["combine.prepare"] * 4, "combine.match", "combine.join"]
    assert queries.receipts_before(row.dataset_id, "other") == []
    said = repr(lineage) + repr(receipts)
    assert not [each for each in [*NAMES, *PHONES] if each in said]


def test_nobody_is_handed_keys_with_data(combined: Combined, store: FolderStore) -> None:
    """What each party can read of the hub's files, tried at the door with its own session."""
    combined.until(CombinationState.MATCHED)
    parcels = combined.parcels("keys", "payload", "linkage")
    got = {
        name: [each.pk for each in parcels if taken(combined, viewer, each)]
        for name, viewer in combined.everybody.items()
    }
    makers = {combined.harvested[0].organisation: "tax", combined.harvested[1].organisation: "health"}
    kinds = {each.pk: (each.kind, makers.get(each.maker_id, "manager")) for each in parcels}
    assert {name: [kinds[each] for each in own] for name, own in got.items()} == {
        "applicant": [], "stranger": [],
        "tax": [("keys", "tax"), ("payload", "tax")],
        "health": [("keys", "health"), ("payload", "health")],
        "manager": [("keys", "tax"), ("keys", "health"), ("linkage", "manager")],
        "body": [("payload", "tax"), ("payload", "health"), ("linkage", "manager")],
    }  # fmt: skip
    contents = {each.pk: content_of(store, each) for each in parcels}
    manager = "".join(contents[each] for each in got["manager"])
    body = "".join(contents[each] for each in got["body"])
    identifiers = [*NAMES[20:], *PHONES, *(phone.replace("-", "") for phone in PHONES)]
    assert not [each for each in identifiers if each in manager + body]
    assert not [word for word in ("나이", "소득", "등급", "이름", "연락처", "전화") if word in manager]
    keys = [key for each in combined.parcels("keys") for key in keys_of(store, each)]
    assert len(set(keys)) == 60
    assert not [key for key in keys if key in body]


def keys_of(store: FolderStore, parcel: Parcel) -> list[str]:
    return pq.read_table(store.path_of(parcel.sha256)).column("join_key").to_pylist()


def taken(combined: Combined, viewer: Viewer, parcel: Parcel) -> bool:
    client, events = client_of(viewer), audit.count_events()
    answer = client.get(f"/refine/combinations/{combined.combination_id}/files/{parcel.pk}")
    assert answer.status_code in (200, 404)
    assert audit.count_events() - events == (answer.status_code == 200), "who takes a file is written down"
    if answer.status_code == 200:
        assert b"".join(answer.streaming_content).startswith(b"PAR1")
    return answer.status_code == 200


def doings(combined: Combined) -> Iterator[tuple[str, Callable[[Viewer], object], str]]:
    """Everything that may be done, and by whom, in the order of the way."""
    place = {"combination_id": combined.combination_id}
    combined.name_all()
    yield (
        "name",
        lambda who: actions.name_party(
            by=by(who), party=Party.KEY_MANAGER, person_id=combined.manager.person_id or 0,
            organisation=combined.codes["manager"], **place,
        ),
        "applicant",
    )  # fmt: skip
    yield "key", lambda who: actions.make_join_key(by=by(who), **place), "manager"
    yield (
        "hand over",
        lambda who: actions.hand_over(
            by=by(who),
            dataset_id=combined.dataset(0),
            table="tax.csv",
            columns={"name": "이름", "phone": "연락처"},
            **place,
        ),
        "tax",
    )
    combined.hand_over(1)
    run_waiting_jobs()
    yield "match", lambda who: actions.ask_match(by=by(who), **place), "manager"
    run_waiting_jobs()
    yield "combine", lambda who: actions.ask_combine(by=by(who), **place), "body"
    run_waiting_jobs()
    yield "close", lambda who: actions.close_combination(by=by(who), **place), "manager"


def test_every_step_is_its_party_s_alone(combined: Combined) -> None:
    seen = [combined.state]
    for name, do, whose in doings(combined):
        events = audit.count_events()
        for other, viewer in combined.everybody.items():
            is_other_provider = name == "hand over" and other == "health"  # a provider too: asked of its own table
            if other not in (whose, "stranger"):
                with pytest.raises(Invalid if is_other_provider else NotAllowed), transaction.atomic():
                    do(viewer)
        with pytest.raises(NotFound):
            do(combined.stranger)
        assert audit.count_events() == events, f"{name}: refused without a trace"
        do(combined.everybody[whose])
        assert audit.count_events() > events
        seen.append(combined.state)
    assert seen[-1] is CombinationState.CLOSED
    with pytest.raises(NotAllowed, match="cannot be stopped"):
        actions.stop_combination(by=by(combined.applicant), combination_id=combined.combination_id, reason="x")


@pytest.mark.parametrize("kind", ["audited", "everywhere"])
def test_who_watches_sees_the_page_and_no_file(combined: Combined, kind: str) -> None:
    combined.until(CombinationState.PREPARED)
    viewer = make_viewer(Role.AUDITOR if kind == "audited" else Role.OPERATOR)
    seen = client_of(viewer).get(f"/refine/combinations/{combined.combination_id}").status_code
    assert seen == (200 if kind == "audited" else 404)
    assert not [each for each in combined.parcels("keys", "payload") if taken(combined, viewer, each)]


def test_parties_are_kept_apart(combined: Combined) -> None:
    combined.name_all()
    with pytest.raises(NotAllowed, match="nobody is two"):
        combined.name(Party.KEY_MANAGER, combined.body, combined.codes["body"])
    second = make_viewer(Role.STEWARD, organisation=combined.codes["body"])
    with pytest.raises(NotAllowed, match="none is two"):
        combined.name(Party.KEY_MANAGER, second, combined.codes["body"])
    with pytest.raises(NotAllowed, match="does not keep data"):
        combined.name(Party.KEY_MANAGER, combined.stranger, combined.codes["body"])
    add_membership(
        by=SYSTEM,
        person_id=combined.applicant.person_id or 0,
        role=Role.STEWARD,
        organisation=combined.codes["stranger"],
    )
    with pytest.raises(NotAllowed, match="nobody is two"):
        combined.name(Party.KEY_MANAGER, combined.applicant, combined.codes["stranger"])
    combined.name(Party.KEY_MANAGER, combined.stranger, combined.codes["stranger"])
    assert combined.row.parties.filter(party=Party.KEY_MANAGER).count() == 1, "in the place of the one before"


def test_applicant_may_provide(combined: Combined) -> None:
    combined.name(Party.PROVIDER, combined.applicant, combined.codes["applicant"])
    assert combined.row.parties.filter(person_id=combined.applicant.person_id).count() == 2


SECOND = [
    ("key_manager", "stranger", "stranger", "combination_one_of_each"),
    ("provider", "manager", "stranger", "combination_person_once"),
    ("provider", "stranger", "body", "combination_institution_once"),
    ("provider", "body", "stranger", "combination_person_once"),
    ("other", "stranger", "stranger", "combination_party_known"),
]


def test_database_keeps_parties_apart_too(combined: Combined) -> None:
    combined.name_all()
    known = {each.name for each in CombinationParty._meta.constraints}
    for party, person, organisation, name in SECOND:
        said = {"named_by": "t", "named": timezone.now(), "organisation_id": combined.codes[organisation]}
        who = combined.everybody[person].person_id
        with pytest.raises(IntegrityError), transaction.atomic():
            CombinationParty.objects.create(combination=combined.row, party=party, person_id=who, **said)
        assert name in known


def test_database_lets_no_applicant_manage_or_combine(combined: Combined) -> None:
    said = {"named_by": "t", "named": timezone.now(), "organisation_id": combined.codes["manager"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        CombinationParty.objects.create(
            combination=combined.row, party=Party.KEY_MANAGER, person_id=combined.applicant.person_id, **said
        )


def test_table_that_would_give_an_identifier_away_is_refused(tmp_path: Path, store: FolderStore) -> None:
    twice = "이름,연락처,비상연락,소득\n" + "".join(
        f"{a},{b},{PHONES[-1 - n]},{n}\n" for n, (a, b, _, _) in enumerate(LEFT)
    )
    combined = make_combined(tmp_path / "source", tax=twice)
    combined.until(CombinationState.KEYED)
    combined.hand_over(0)
    run_waiting_jobs()
    party = combined.party(combined.providers[0])
    assert (party.task, combined.parcels("keys", "payload")) == ("refused", [])
    assert "'비상연락': 40 hit(s) of phone" in party.problem
    combined.hand_over(0, leave_out=["비상연락"])
    combined.hand_over(1)
    run_waiting_jobs()
    assert combined.state is CombinationState.PREPARED


def test_nobody_in_common_is_told_to_the_key_manager(tmp_path: Path) -> None:
    other = "전화,성명,등급\n" + "".join(f"0109{n:07d},남{n},상\n" for n in range(10))
    combined = make_combined(tmp_path / "source", health=other)
    combined.until(CombinationState.PREPARED)
    combined.match()
    run_waiting_jobs()
    assert (combined.state, combined.row.is_busy) == (CombinationState.PREPARED, False)
    assert "no person stands in all of them" in combined.row.problem
    combined.hand_over(1)
    assert combined.state is CombinationState.KEYED, "what is handed over anew is waited for"
    assert len(combined.parcels("keys")) == 1, "and what was before is taken back"


def test_changed_file_in_custody_is_refused(combined: Combined, store: FolderStore) -> None:
    combined.until(CombinationState.MATCHED)
    parcel = combined.parcels("payload")[0]
    path = store.path_of(parcel.sha256)
    pq.write_table(pq.read_table(path).slice(1), path)
    combined.combine()
    run_waiting_jobs()
    assert "is not the file that its receipt tells of" in combined.row.problem
    assert (combined.state, combined.row.dataset_id) == (CombinationState.MATCHED, None)


def test_stopping_destroys_what_was_handed_over(
    combined: Combined, store: FolderStore, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    combined.until(CombinationState.PREPARED)
    files = [each.sha256 for each in combined.parcels("keys", "payload")]
    with pytest.raises(Invalid, match="say in a sentence why"):
        actions.stop_combination(by=by(combined.providers[0]), combination_id=combined.combination_id, reason=" ")
    with django_capture_on_commit_callbacks(execute=True):
        actions.stop_combination(by=by(combined.providers[0]), combination_id=combined.combination_id, reason="철회")
    assert combined.state is CombinationState.STOPPED
    assert not [each for each in files if store.has(each)]
    assert not (custody_folder() / combined.row.key_id).exists()


def test_what_is_asked_wrongly_is_named(combined: Combined) -> None:
    place = {"by": by(combined.applicant), "organisation": combined.codes["applicant"]}
    with pytest.raises(Invalid) as told:
        actions.open_combination(**place, title=" ", purpose="", fields=[" "])
    assert [each.place for each in told.value.issues] == ["title", "purpose", "fields"]
    with pytest.raises(Invalid, match="choose one of yours"):
        actions.open_combination(
            by=by(combined.applicant), organisation=combined.codes["body"], title="t", purpose="p", fields=["name"]
        )
    with pytest.raises(NotAllowed):
        actions.open_combination(
            by=by(make_viewer(Role.REVIEWER)), organisation=combined.codes["body"], title="t", purpose="p", fields=["n"]
        )
    combined.until(CombinationState.KEYED)
    with pytest.raises(Invalid, match="phone: no column is chosen"):
        combined.hand_over(0, columns={"name": "이름"})
    with pytest.raises(Invalid, match="chosen twice"):
        combined.hand_over(0, columns={"name": "이름", "phone": "이름"})
    with pytest.raises(Invalid, match="none of your organisation"):
        combined.hand_over(0, dataset_id=combined.dataset(1))
    with pytest.raises(Invalid, match="no such table"):
        combined.hand_over(0, table="other")


def test_candidates_are_found_by_address_and_tell_nothing(combined: Combined) -> None:
    from gotgan.accounts import queries as accounts

    email = accounts.get_person(combined.manager.person_id or 0).email
    assert queries.find_candidate(email, Party.KEY_MANAGER) == (combined.manager.person_id, combined.codes["manager"])
    reviewer = accounts.get_person(make_viewer(Role.REVIEWER).person_id or 0).email
    said = set()
    for wrong in ("nobody@example.org", reviewer, ""):
        with pytest.raises(Invalid) as told:
            queries.find_candidate(wrong, Party.KEY_MANAGER)
        said.add(str(told.value))
    assert len(said) == 1
    add_membership(
        by=SYSTEM, person_id=combined.manager.person_id or 0, role=Role.STEWARD, organisation=combined.codes["stranger"]
    )
    with pytest.raises(Invalid, match="keeps data of several"):
        queries.find_candidate(email, Party.KEY_MANAGER)
    assert queries.find_candidate(email, Party.KEY_MANAGER, combined.codes["stranger"])[1] == combined.codes["stranger"]


def test_job_that_broke_off_holds_nobody_up(combined: Combined) -> None:
    combined.until(CombinationState.KEYED)
    combined.hand_over(0)
    with pytest.raises(NotAllowed, match="the engine works on it"):
        combined.hand_over(0)
    Job.objects.filter(pk=combined.party(combined.providers[0]).job_id).update(state=JobState.FAILED)
    combined.hand_over(0)
    combined.hand_over(1)
    run_waiting_jobs()
    assert combined.state is CombinationState.PREPARED
    combined.match()
    Job.objects.filter(pk=combined.row.job_id).update(state=JobState.FAILED)
    combined.match()
    run_waiting_jobs()
    assert combined.state is CombinationState.MATCHED


PLAN = {
    "columns": {
        "나이": {"do": "key", "hierarchy": "builtin:age"},
        "소득": {"do": "round", "to": 100},
        "등급": {"do": "sensitive"},
    },
    "privacy": {"k": 3},
}  # fmt: skip


def test_result_is_released_by_the_ordinary_work_order(combined: Combined) -> None:
    """De-identified, proved, reviewed by three, released; the lineage leads to both institutions' files."""
    combined.until(CombinationState.COMBINED)
    row, code = combined.row, combined.codes["body"]
    handler = make_viewer(Role.OFFICER, organisation=code)
    reviewers = tuple(make_viewer(Role.REVIEWER) for _ in range(3))
    order = Refined(combined.harvested[0], handler, combined.body, reviewers, row.order_id)
    for part, person in (
        (Part.HANDLER, handler),
        (Part.PROCESSOR, combined.body),
        *((Part.REVIEWER, each) for each in reviewers),
    ):
        actions.name_person(by=by(combined.body if part is Part.HANDLER else handler), order_id=row.order_id, part=part,
                            person_id=person.person_id or 0)  # fmt: skip
    order.write("purpose")
    order.step(OrderState.PREPARED)
    order.write("items", "risk")
    order.step(OrderState.RISK_REVIEWED)
    actions.write_plan(by=by(combined.body), order_id=row.order_id, steps=PLAN)
    order.write("method")
    order.step(OrderState.PLAN_DEFINED)
    actions.start_run(by=by(combined.body), order_id=row.order_id, kind=RunKind.FINAL)
    run_waiting_jobs()
    order.step(OrderState.PROCESSED, person=combined.body)
    order.step(OrderState.UNDER_REVIEW)
    for each in reviewers:
        order.sign(each)
    order.step(OrderState.ADEQUATE)
    order.write("safeguards")
    released = actions.release(by=by(handler), order_id=row.order_id)
    version = inventory.version(row.dataset_id, released)
    assert version is not None
    ends = sources_of(inventory.lineage_of(row.dataset_id, released), f"sha256:{version.files[0].sha256}")
    tables = [inventory.scanned_version(combined.dataset(place)) for place in (0, 1)]
    assert ends == {f"sha256:{file.sha256}" for each in tables if each for file in each.files if file.role == "parquet"}
