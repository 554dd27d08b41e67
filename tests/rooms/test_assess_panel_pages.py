"""A panel's pages: the journey by buttons, blindness over every page, forms that answer, both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gotgan.assess.models import Comparison, Conflict, Panel, Rating
from gotgan.assess.queries import panel_work
from gotgan.assess.rules.pairwise import pairs_of, parts_of
from gotgan.assess.rules.panels import PanelState
from gotgan.inventory.models import Dataset
from gotgan.terms.role import Role, Viewer
from tests.rooms.factories import make_viewer
from tests.rooms.paneled import CRITERIA, Paneled, email_of, make_paneled
from tests.rooms.test_overlap_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]
PAGES = ("", "/agreement", "/rate", "/calibration", "/interests", "/weights")


@pytest.fixture
def paneled() -> Paneled:
    return make_paneled()


def at(paneled: Paneled, rest: str = "") -> str:
    return f"/assess/panels/{paneled.panel_id}{rest}"


def page(viewer: Viewer, path: str, language: str = "en", status: int = 200) -> str:
    answer = client_of(viewer, language).get(path)
    assert answer.status_code == status, f"{path}: {answer.status_code}"
    return text(answer)


def post(viewer: Viewer, path: str, language: str = "en", **typed: Any) -> Any:
    return client_of(viewer, language).post(path, typed, follow=True)


def rating_form(value: str = "3", reason: str = "as the evidence shows", **more: str) -> dict[str, str]:
    form = {f"value-{name}": value for name in CRITERIA} | {f"reason-{name}": reason for name in CRITERIA}
    return form | more


def pairs_form(value: str = "1", **changed: str) -> dict[str, str]:
    form = {f"{part} {' '.join(pair)}": value for part, names in parts_of().items() for pair in pairs_of(names)}
    return form | changed


def test_panel_on_pages_from_opening_to_the_result(paneled: Paneled) -> None:
    """Manager, three assessors, a stakeholder and the auditor, by the buttons they are shown."""
    place = f"/assess/versions/{paneled.version.pk}/panel"
    assert "6 datasets of the shortlist" in page(paneled.manager, place)
    answer = post(paneled.manager, place, needed="2", calibrated="1", criteria="")
    paneled.panel_id = Panel.objects.get().pk
    assert "Nobody is named yet" in text(answer)
    assert client_of(paneled.manager).get(place).status_code == 302, "there is one: its page"
    act, stakeholder = at(paneled, "/act"), make_viewer(Role.USER)
    for who in paneled.assessors:
        assert "The assessor is named" in text(post(paneled.manager, act, do="name", email=email_of(who)))
    post(paneled.manager, act, do="stake", email=email_of(stakeholder))
    for who in paneled.assessors:
        assert "Declare your interests" in page(who, "/assess/")
        assert "Your declaration stands" in text(post(who, at(paneled, "/interests"), statement="none"))
    post(paneled.manager, act, do="calibrate")
    assert "A panel waits for you" in page(stakeholder, "/"), "who holds no role has no place in the header"
    assert "A panel waits" not in page(paneled.auditor, "/")
    for who in paneled.assessors:
        assert "Rate datasets (1)" in page(who, "/assess/")
        for name in paneled.held(who):
            assert "Saved." in text(post(who, at(paneled, f"/rate/{name}"), **rating_form(), do="next"))
    assert "Assessors see the calibration round now" in text(post(paneled.manager, act, do="show"))
    assert "How often each point was given" in page(paneled.assessors[0], at(paneled, "/calibration"))
    post(paneled.manager, act, do="rate", notes="half means 3")
    for who in paneled.assessors:
        for name in paneled.held(who):
            shown = page(who, at(paneled, f"/rate/{name}"))
            assert "half means 3" in shown
            value = str(2 + paneled.datasets.index(name) % 3)
            post(who, at(paneled, f"/rate/{name}"), **rating_form(value))
    post(stakeholder, at(paneled, "/weights"), **pairs_form())
    post(paneled.manager, act, do="resolve")
    assert "The panel is closed" in text(post(paneled.manager, act, do="close"))
    shown = page(paneled.auditor, at(paneled, "/agreement"))
    assert "Alpha 1.00 is 0.67 or more" in shown
    assert "33.3 %" not in shown
    assert "일치도" in page(paneled.auditor, at(paneled, "/agreement"), "ko")
    assert paneled.state is PanelState.CLOSED


def test_assessor_sees_nobody_else_on_any_page_before_the_end(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    mine, other, third = paneled.assessors
    secret = "what only the other wrote"
    shared = sorted(set(paneled.held(mine)) & set(paneled.held(other)))
    for name in paneled.held(other):
        post(other, at(paneled, f"/rate/{name}"), **rating_form("5", secret))
    addresses = [at(paneled, rest) for rest in PAGES] + [at(paneled, f"/rate/{name}") for name in paneled.datasets]
    addresses += [at(paneled, f"/datasets/{name}") for name in paneled.datasets]
    addresses += ["/assess/", "/", f"/assess/versions/{paneled.version.pk}/panel"]
    names = [email_of(who) for who in (other, third)]
    client, seen = client_of(mine), 0
    for address in addresses:
        answer = client.get(address, follow=True)
        shown = text(answer)
        assert not any(each in shown for each in (secret, *names)), address
        seen += answer.status_code == 200
    assert shared
    assert seen >= 5 + len(paneled.held(mine))
    shown = page(paneled.auditor, at(paneled, f"/datasets/{shared[0]}"))
    assert secret in shown, "the auditor sees who gave what"
    assert email_of(other) in shown
    for rest in ("", "/agreement"):
        assert "nobody is swayed" in page(mine, at(paneled, rest), status=403)
    paneled.rate_all(dict.fromkeys(paneled.datasets, 5), mine, third)
    paneled.step("start_resolving")
    paneled.step("close_panel")
    shown = page(mine, at(paneled, "/agreement"))
    assert not any(each in shown for each in (secret, *names)), "numbers, but no names, also after the end"
    for rest in ("", f"/datasets/{shared[0]}"):
        assert "the manager and the auditor alone" in page(mine, at(paneled, rest), status=403)


def test_calibration_is_without_names_and_only_when_shown(paneled: Paneled) -> None:
    paneled.until(PanelState.CALIBRATING)
    mine, *others = paneled.assessors
    (name,) = paneled.held(mine)
    for who in others:
        paneled.rate(who, name, 5)
    assert "shown when all have rated" in page(mine, at(paneled, "/calibration"), status=403)
    paneled.rate(mine, name, 2)
    page(mine, at(paneled, "/calibration"), status=403)
    paneled.step("show_calibration")
    shown = page(mine, at(paneled, "/calibration"))
    assert "yours" in shown
    assert not any(email_of(who) in shown for who in others)
    assert [each.counts for each in panel_work.calibration_page(mine, paneled.panel_id).datasets[0][1]] == [
        (0, 1, 0, 0, 2)
    ] * 3


def test_stranger_finds_nothing(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    for stranger in (make_viewer(Role.USER), make_viewer(Role.ASSESSOR)):
        for rest in (*PAGES, f"/rate/{paneled.datasets[0]}"):
            page(stranger, at(paneled, rest), status=404)
        for rest in ("/interests", "/weights", f"/rate/{paneled.datasets[0]}"):
            assert post(stranger, at(paneled, rest)).status_code == 404
    page(make_viewer(Role.SURVEY_MANAGER), "/assess/panels/none", status=404)
    page(make_viewer(Role.USER), "/assess/versions/none/panel", status=404)


def test_dataset_that_is_with_somebody_else_is_not_opened(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    other = next(name for name in paneled.datasets if name not in paneled.held(who))
    page(who, at(paneled, f"/rate/{other}"), status=404)
    page(paneled.manager, at(paneled, "/rate"), status=403)
    page(paneled.assessors[0], at(paneled, "/weights"), status=403)


def test_wrong_rating_keeps_nothing_and_leaves_what_was_typed(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    place = at(paneled, f"/rate/{paneled.held(who)[0]}")
    answer = post(who, place, **rating_form("4", **{"value-labels": "5", "reason-labels": ""}))
    assert answer.status_code == 422
    assert "1 and 5 need a reason" in text(answer)
    assert re.search(r'name="value-labels" value="5" checked', text(answer))
    assert not Rating.objects.filter(round=2).exists()
    answer = post(who, place, "ko", **rating_form("9"))
    assert "1부터 5까지의 정수" in text(answer)


def test_part_of_a_dataset_is_kept_and_shown_as_open(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    place = at(paneled, f"/rate/{paneled.held(who)[0]}")
    assert "Saved." in text(post(who, place, **{"value-labels": "3"}))
    shown = page(who, place)
    assert "Kept: 3 (revision 1)." in shown
    assert "to rate" in shown
    assert "Nothing new to save" in text(post(who, place, **{"value-labels": "3"}))
    answer = post(who, place, **{"value-labels": "4"})
    assert "say why you changed it" in text(answer)
    post(who, place, **{"value-labels": "4", "change-labels": "misread"})
    assert "Kept: 4 (revision 2)." in page(who, place)


def test_interests_bar_what_is_marked(paneled: Paneled) -> None:
    paneled.until(PanelState.FORMING)
    who = paneled.assessors[0]
    code = paneled.codes[1]
    answer = post(
        who, at(paneled, "/interests"), organisation=code, dataset=paneled.datasets[0], suppliers="한빛데이터\n\n"
    )
    assert "Your declaration stands" in text(answer)
    assert set(Conflict.objects.values_list("kind", "ref")) == {
        ("organisation", code), ("dataset", paneled.datasets[0]), ("supplier", "한빛데이터"),
    }  # fmt: skip
    assert "never given to you" in page(who, at(paneled, "/rate"))
    assert "한빛데이터" in page(paneled.manager, at(paneled)), "no record names it: the manager looks"
    answer = post(who, at(paneled, "/interests"), dataset="x")
    assert answer.status_code == 422
    assert "not on the shortlist" in text(answer)


def test_contradicting_comparisons_are_named_with_what_mends_them(paneled: Paneled) -> None:
    paneled.until(PanelState.FORMING)
    who = make_viewer(Role.USER)
    paneled.step("name_stakeholder", email=email_of(who))
    assert "Compare the criteria in pairs" in page(who, "/assess/")
    ring = {
        "public_value public_benefit beneficiaries": "9", "public_value beneficiaries linkability": "9",
        "public_value public_benefit linkability": "1/9",
    }  # fmt: skip
    shown = text(post(who, at(paneled, "/weights"), **pairs_form(**ring)))
    assert "does not fit your other answers" in shown
    assert "would bring the ratio to" in shown
    assert not Comparison.objects.get().is_accepted
    assert "contradicts itself" in page(paneled.manager, at(paneled))
    answer = post(who, at(paneled, "/weights"), **pairs_form("0", **{"groups ai_value readiness": ""}))
    assert answer.status_code == 422
    assert "18 comparisons are missing" in text(answer)
    assert Comparison.objects.count() == 1
    assert "fit together and count" in text(post(who, at(paneled, "/weights"), **pairs_form()))


def test_missing_things_are_named_by_title(paneled: Paneled) -> None:
    paneled.until(PanelState.FORMING)
    Dataset.objects.filter(pk=paneled.datasets[0]).update(title_en="The one in conflict")
    for who in paneled.assessors:
        post(who, at(paneled, "/interests"), dataset=paneled.datasets[0])
    shown = page(paneled.manager, at(paneled))
    assert "The one in conflict</strong>: all assessors are in conflict" in shown
    assert "이해충돌" in page(paneled.manager, at(paneled), "ko")


def test_unknown_button_and_refusals_are_said_in_the_readers_words(paneled: Paneled) -> None:
    paneled.until(PanelState.FORMING)
    act = at(paneled, "/act")
    assert "화면의 단추" in text(post(paneled.manager, act, "ko", do="nothing"))
    assert "이해관계를 신고하지 않은" in text(post(paneled.manager, act, "ko", do="calibrate"))
    assert "이 주소의 사람은" in text(post(paneled.manager, act, "ko", do="name", email="nobody@example.org"))
    assert post(make_viewer(Role.USER), act, do="close").status_code == 404


def test_open_form_refuses_what_is_wrong(paneled: Paneled) -> None:
    place = f"/assess/versions/{paneled.version.pk}/panel"
    assert post(paneled.manager, place, needed="1", calibrated="3").status_code == 422
    answer = post(paneled.manager, place, needed="2", calibrated="3", criteria="a: [")
    assert "it is no YAML" in text(answer)
    assert not Panel.objects.exists()


def test_pages_take_as_many_queries_for_any_shortlist(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    many = make_paneled(how_many=30, slug="many")
    many.until(PanelState.RATING)
    many.rate_all()
    client, worker = client_of(many.manager), client_of(many.assessors[0])
    name = many.held(many.assessors[0])[0]
    for asking, address in ((client, at(many)), (client, at(many, "/agreement")), (worker, at(many, f"/rate/{name}"))):
        asking.get(address)
        with django_assert_max_num_queries(45):
            asking.get(address)


def test_every_rating_of_a_dataset_is_told_with_its_revisions(paneled: Paneled) -> None:
    paneled.until(PanelState.RATING)
    who = paneled.assessors[0]
    name = paneled.held(who)[0]
    post(who, at(paneled, f"/rate/{name}"), **{"value-labels": "3"})
    post(who, at(paneled, f"/rate/{name}"), **{"value-labels": "4", "change-labels": "I had misread it"})
    shown = page(paneled.manager, at(paneled, f"/datasets/{name}"))
    assert "I had misread it" in shown
    assert "changed since" in shown
    post(who, at(paneled, "/interests"), dataset=name)
    shown = page(paneled.manager, at(paneled, f"/datasets/{name}"))
    assert "does not count" in shown
    assert "A conflict of interest was declared" in shown
    page(who, at(paneled, f"/datasets/{name}"), status=403)
    page(paneled.manager, at(paneled, "/datasets/none"), status=404)


def test_dataset_that_was_withdrawn_is_called_so_in_korean(paneled: Paneled) -> None:
    paneled.until(PanelState.FORMING)
    Dataset.objects.filter(pk=paneled.datasets[0]).update(state="removed")
    assert '<span class="chip bad">철회됨</span>' in page(paneled.manager, at(paneled), "ko")
