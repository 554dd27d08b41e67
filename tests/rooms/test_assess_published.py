"""Published lists in the room: what is read of them, their reasons in words, use and cost month by month."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation

from gotgan.assess import kept
from gotgan.assess import words_published as words
from gotgan.assess.actions import outcomes as keep
from gotgan.assess.actions import publishing
from gotgan.assess.actions.efforts import note_works
from gotgan.assess.models import ListVersion, MonthCount, Objection, Publication
from gotgan.assess.queries import outcomes, panels, published
from gotgan.assess.queries.list_reading import Reading
from gotgan.assess.rules.outcomes import ENTERED
from gotgan.audit import queries as audit
from gotgan.audit.models import Event
from gotgan.share.actions import grant
from gotgan.terms.errors import Invalid, NotAllowed, NotFound
from gotgan.terms.published import Uses
from gotgan.terms.questionnaire import Words
from gotgan.terms.refine import OrderWork
from gotgan.terms.role import SYSTEM, Actor, Role
from gotgan.terms.selection import Agreement, PanelResult
from gotgan.work.actions import enqueue
from tests.rooms.assess_lists import RULES
from tests.rooms.factories import make_viewer
from tests.rooms.harvested import CLEAN, harvest
from tests.rooms.published_lists import SIGNED, member_ids, publish
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_overlap_pages import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("korean_words")]
FIRST, LATER = datetime(2026, 9, 2, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC)


@pytest.fixture
def version(tmp_path: Path) -> ListVersion:
    return publish(tmp_path / "engine")


def test_what_is_read_is_what_the_engine_wrote(version: ListVersion) -> None:
    found = published.get_published("the-hundred")
    assert {each.dataset for each in found.members} == set(member_ids(version))
    whole = published.get_whole(make_viewer(Role.AUDITOR), "the-hundred")
    assert len(whole.left) == 8
    assert found.left == found.reserve == whole.reserve
    assert found.counts == whole.counts
    assert found.count("core") + found.count("contested") == RULES["choose"]
    assert {each.id: each.weight for each in found.criteria} == RULES["weights"]
    assert found.criteria[0].id == "readiness"
    limits = {each.name: each.value for each in found.limits}
    assert limits["choose"] == 4
    assert limits["floors.field.health"] == 1
    assert limits["caps.organisation.*"] == 2
    assert limits["budget"] == 30_000_000
    assert limits["gates.lawful"] is None
    assert found.sha256["document"] == version.document
    assert published.member_ids() == frozenset(member_ids(version))


def test_an_objection_names_a_dataset_that_was_never_chosen_from(tmp_path: Path) -> None:
    far = "f" * 32

    def object_to(version: ListVersion) -> None:
        version.names = kept.keep_json({**kept.read_json(version.names), far: {"title": "먼 자료", "title_en": "Far"}})
        Objection.objects.create(
            version=version, organisation_id=version.dataset_list.owner_id, dataset=far, side="in", text="…", by="t",
            at=SIGNED,
        )  # fmt: skip

    publish(tmp_path / "engine", change=object_to)
    assert [each.title for each in published.get_published("the-hundred").objections] == [Words("먼 자료", "Far")]


def test_reasons_are_those_that_the_rooms_own_pages_give(version: ListVersion) -> None:
    """They were read out of the engine's English, and said otherwise than on the pages of the same list."""
    found, inside = published.get_whole(make_viewer(Role.AUDITOR), "the-hundred"), Reading(version)
    said = {each.dataset: each.reasons for each in (*found.members, *found.left)}
    assert said == {line.id: line.reasons for line in (*inside.members, *inside.others)}
    assert all(said.values())
    with translation.override("ko"):
        assert all(re.search("[가-힣]", words.reasons_of(each)) for each in found.left)
    with translation.override("en"):
        assert not any(re.search("[가-힣]", words.reasons_of(each)) for each in found.members)


@pytest.mark.parametrize(
    ("note", "korean"),
    [
        ("weights: they sum to 0.9, not to 1; scores are out of 0.9", "0.9입니다"),
        ("labels: the panel has not rated it; it does not decide", "‘라벨·과업 적합성’ 기준은 평가단이"),
        ("public_benefit: no panel has rated it; it does not decide", "평가단이 평가하지 않아"),
        ("beneficiaries: alpha 0.41 is under 0.67; it does not decide", "알파 0.41"),
        ("something new", "something new"),
    ],
)
def test_notes_of_the_document_are_said_in_korean(note: str, korean: str) -> None:
    with translation.override("ko"):
        assert korean in words.note_words(note)


def test_constraint_on_an_institution_names_it(tmp_path: Path) -> None:
    def cap_an_institution(made: ListVersion) -> None:
        document = kept.read_json(made.document)
        code = kept.read_json(made.names)[document["members"][0]["id"]]["organisation"]
        document["constraints"].append({"name": f"caps.organisation.{code}", "slack": 0, "price": 0.5})
        made.document = kept.keep_json(document)

    made = publish(tmp_path / "engine", change=cap_an_institution)
    found = published.get_published("the-hundred")
    body = next(each for each in found.members if each.dataset == member_ids(made)[0])
    limit = found.priced[-1]
    assert body.organisation_name in words.limit_of(limit)
    assert body.organisation not in words.limit_of(limit)


def test_criterion_that_did_not_decide_is_said_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of a version that followed from an objection: the panel of the version before it holds for it."""
    version = publish(tmp_path / "engine", panel_from="the version before")
    low = Agreement(0.4, 0.2, 0.6, 10, 3, False, Words("일치도가 낮음", "the raters did not agree"))
    result = PanelResult(agreement={"labels": low, "other": low})
    rated = {version.panel_from: result}
    monkeypatch.setattr(panels, "panel_result", lambda version_id: rated.get(version_id, PanelResult()))
    found = {each.id: each for each in published.get_published("the-hundred").criteria}
    assert found["labels"].because == low.because
    assert found["other"].weight == 0
    assert found["demand"].because is None


def test_effects_are_worked_out_by_the_scheduled_job_once(version: ListVersion) -> None:
    assert words.effect_finding(published.get_published("the-hundred")) == ""
    enqueue("assess.weigh_effects")
    assert run_waiting_jobs() == ["assess.weigh_effects done"]
    found = published.get_published("the-hundred")
    assert all(each.moved_up is not None for each in found.criteria)
    assert words.effect_finding(found)
    before = len(audit.events_of(f"list_version:{version.pk}"))
    enqueue("assess.weigh_effects")
    run_waiting_jobs()
    assert len(audit.events_of(f"list_version:{version.pk}")) == before == 1


def test_version_whose_texts_cannot_be_read_holds_up_no_other(tmp_path: Path) -> None:
    def damage(name: str, content: bytes) -> Callable[[ListVersion], None]:
        return lambda version: setattr(version, name, kept.keep(content))

    broken = publish(tmp_path / "a", slug="broken", change=damage("rules", b"weights: [1, : }"))
    lost = publish(tmp_path / "b", slug="lost", change=lambda version: setattr(version, "candidates", "0" * 64))
    whole = publish(tmp_path / "c", slug="whole")
    for _ in range(2):
        enqueue("assess.weigh_effects")
        assert run_waiting_jobs() == ["assess.weigh_effects done"]
    assert Publication.objects.get(version=whole).effects
    for version, why in ((broken, "rules or candidates cannot be read (ParserError)"), (lost, "is not in the store")):
        version.refresh_from_db()
        assert why in version.problem
        told = Event.objects.filter(action="assess.fail_effects", subject=f"list_version:{version.pk}")
        assert told.count() == 1
        assert not Publication.objects.filter(version=version).exists()


def test_only_the_manager_says_what_the_public_page_shows(version: ListVersion) -> None:
    by = Actor.of(make_viewer(Role.AUDITOR))
    with pytest.raises(NotAllowed):
        publishing.set_publication(by=by, version_id=version.pk, names_reserve=True, shows_minutes=True)
    with pytest.raises(NotFound):
        publishing.set_publication(
            by=Actor.of(make_viewer(Role.SURVEY_MANAGER)), version_id="x", names_reserve=True, shows_minutes=True
        )
    assert not Publication.objects.exists()


def note(version: ListVersion, at: datetime, *counts: Uses) -> None:
    keep.note_uses(uses=dict(zip(member_ids(version), counts, strict=False)), at=at)


def test_use_is_counted_by_month_from_the_first_look_on(version: ListVersion) -> None:
    note(version, FIRST, Uses(100), Uses(0))
    note(version, FIRST + timedelta(days=20), Uses(103), Uses(0))
    note(version, LATER, Uses(110, 1), Uses(0))
    found = {each.dataset: each for each in outcomes.outcome_of(published.get_published("the-hundred")).members}
    first, second, third, _ = (found[each] for each in member_ids(version))
    assert [(each.month, each.uses) for each in first.months] == [
        (date(2026, 9, 1), Uses(3)), (date(2026, 10, 1), Uses(7, 1)),
    ]  # fmt: skip
    assert first.uses == Uses(10, 1)
    assert (first.state, second.state, third.state) == ("used", "unused", "unknown")
    assert MonthCount.objects.count() == 4


def test_before_the_first_month_nobody_is_called_unused(version: ListVersion) -> None:
    note(version, FIRST, *[Uses()] * 4)
    early = outcomes.outcome_of(published.get_published("the-hundred"), on=SIGNED.date() + timedelta(days=29))
    later = outcomes.outcome_of(published.get_published("the-hundred"), on=SIGNED.date() + timedelta(days=30))
    assert (early.count("early"), early.count("unused")) == (4, 0)
    assert (later.count("early"), later.count("unused")) == (0, 4)


def test_cost_per_use_is_of_what_is_known(version: ListVersion) -> None:
    by, ids = Actor.of(make_viewer(Role.SURVEY_MANAGER)), member_ids(version)
    note(version, FIRST, Uses(0), Uses(0))
    note(version, LATER, Uses(4), Uses(6))
    keep.enter_cost(by=by, slug="the-hundred", dataset=ids[0], won=500)
    keep.enter_cost(by=by, slug="the-hundred", dataset=ids[0], won=1000)
    work = OrderWork("1", ids[0], timezone.now() + timedelta(days=1), won=200)
    assert note_works(works=[work], at=LATER) == 1
    outcome = outcomes.outcome_of(published.get_published("the-hundred"))
    first = next(each for each in outcome.members if each.dataset == ids[0])
    assert (first.cost_won, first.entered_won, first.won_per_use) == (1200, 1000, 300)
    assert (outcome.cost_won, outcome.cost_known, outcome.won_per_use, outcome.uses) == (1200, 1, 300, 10)
    assert len([each for each in audit.events_of("list:the-hundred") if each.action == "assess.enter_cost"]) == 2
    assert ENTERED == "entered"


def test_cost_is_refused_of_strangers_of_others_and_of_nonsense(version: ListVersion) -> None:
    manager, ids = Actor.of(make_viewer(Role.SURVEY_MANAGER)), member_ids(version)
    with pytest.raises(NotAllowed):
        keep.enter_cost(by=Actor.of(make_viewer(Role.AUDITOR)), slug="the-hundred", dataset=ids[0], won=1)
    with pytest.raises(NotFound):
        keep.enter_cost(by=manager, slug="the-hundred", dataset="f" * 32, won=1)
    with pytest.raises(NotFound):
        keep.enter_cost(by=manager, slug="nowhere", dataset=ids[0], won=1)
    with pytest.raises(Invalid):
        keep.enter_cost(by=manager, slug="the-hundred", dataset=ids[0], won=-1)


def test_hand_down_brings_downloads_and_grants(tmp_path: Path, version: ListVersion) -> None:
    enqueue("site.hand_down")
    assert run_waiting_jobs() == ["site.hand_down done"]
    assert MonthCount.objects.count() == 4
    grant(by=SYSTEM, dataset_id=member_ids(version)[1], person_id=make_viewer(Role.USER).person_id)
    enqueue("site.hand_down")
    assert run_waiting_jobs() == ["site.hand_down done"]
    found = outcomes.outcome_of(published.get_published("the-hundred"))
    assert [each.uses for each in found.members if each.state == "used"] == [Uses(0, 1)]
    assert harvest(tmp_path / "other", {"표.csv": CLEAN}).datasets  # what is in no list is counted for none
    assert MonthCount.objects.count() == 4


def test_outcome_pages_are_for_manager_and_auditor(version: ListVersion) -> None:
    ids = member_ids(version)
    note(version, FIRST, Uses(1), Uses(1), Uses(1), Uses(1))
    note(version, LATER, Uses(1), Uses(9))
    manager, auditor = client_of(make_viewer(Role.SURVEY_MANAGER)), client_of(make_viewer(Role.AUDITOR))
    asked = {"dataset": ids[1], "won": "16,000"}
    assert auditor.post("/assess/outcomes/the-hundred/cost", asked).status_code == 403
    assert manager.post("/assess/outcomes/the-hundred/cost", {**asked, "won": "much"}).status_code == 422
    assert manager.post("/assess/outcomes/the-hundred/cost", asked).status_code == 302
    page = auditor.get("/assess/outcomes/the-hundred").content.decode()
    assert "1 of 4 members were used" in page
    assert "2,000" in page
    assert "<input" not in page.split("<table")[1]
    unused = auditor.get("/assess/outcomes/the-hundred?state=unused").content.decode()
    assert unused.count("<tr>") == 4
    assert "16,000" in auditor.get("/assess/outcomes/").content.decode()
    for page_of in ("/assess/outcomes/", "/assess/outcomes/the-hundred"):
        assert client_of(make_viewer(Role.OFFICER)).get(page_of).status_code == 403


def swap_first(version: ListVersion) -> None:
    """The first member gives its place to the first of those left out."""
    document = kept.read_json(version.document)
    member, left = document["members"][0]["id"], document["rejected"][0]["id"]
    text = json.dumps(document).replace(member, "?").replace(left, member).replace("?", left)
    version.document = kept.keep_json(json.loads(text))


def move_to_zones(version: ListVersion) -> None:
    """A member that has a way through a safe zone goes it."""
    document = kept.read_json(version.document)
    zoned = [each for each in document["members"] if int(each["id"], 16) % 4 == 0]
    zoned[0]["mode"] = "safezone"
    version.document = kept.keep_json(document)


def test_two_lists_are_cross_mapped_over_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.test import Client

    first = publish(tmp_path / "a", slug="ours")
    publish(tmp_path / "b", slug="theirs", closed=0)
    client = Client(headers={"accept-language": "en"})
    page = client.get("/lists/compare?a=ours&b=theirs").content.decode()
    assert "4 datasets stand in both (4 and 4 members)" in page
    assert "provided in another way" not in page
    zoned = publish(tmp_path / "d", slug="zoned", closed=0, change=move_to_zones)
    page = client.get("/lists/compare?a=theirs&b=zoned").content.decode()
    moved = sum(each.mode == "safezone" for each in published.get_published(zoned.dataset_list.slug).members)
    assert f"{moved} of them is provided in another way by each" in page
    other = publish(tmp_path / "c", slug="other", closed=0, change=swap_first)
    page = client.get("/lists/compare?a=ours&b=other").content.decode()
    assert "3 datasets stand in both" in page
    copies = dict.fromkeys((member_ids(first)[0], member_ids(other)[0]), "cluster")
    monkeypatch.setattr("gotgan.site.listing.page.settled_clusters", lambda _: copies)
    page = client.get("/lists/compare?a=ours&b=other").content.decode()
    assert "4 datasets stand in both" in page
    assert "same data in another institution" in page
    assert "1 of them is one data in two institutions" in page
