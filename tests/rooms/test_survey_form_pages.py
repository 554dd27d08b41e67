"""The pages on which a survey manager makes questionnaires, as a browser without a script uses them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gotgan.accounts.models import Person
from gotgan.survey.actions import forms as actions
from gotgan.survey.models import Form
from gotgan.survey.queries import forms as queries
from gotgan.terms.role import SYSTEM, Role, Viewer
from tests.rooms.factories import make_viewer

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def client_of(viewer: Viewer, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Person.objects.get(pk=viewer.person_id), BACKEND)
    return client


@pytest.fixture
def manager() -> Client:
    return client_of(make_viewer(Role.SURVEY_MANAGER))


@pytest.fixture
def standard() -> int:
    return actions.publish_standard(by=SYSTEM)


@pytest.fixture
def draft(standard: int) -> int:
    return actions.start_version(by=SYSTEM, form_id=standard)


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def page(client: Client, name: str, *place: Any) -> str:
    answer = client.get(reverse(name, args=place))
    assert answer.status_code == 200
    return text_of(answer)


def send(client: Client, route: str, /, *place: Any, **form: Any) -> Any:
    """Names are written with __ for the dots."""
    return client.post(reverse(route, args=place), {key.replace("__", "."): value for key, value in form.items()})


def form_of_page(client: Client, name: str, *place: Any) -> dict[str, Any]:
    """What the page's form would send unchanged."""
    found: dict[str, Any] = {}
    html = client.get(reverse(name, args=place)).content.decode()
    html = html[html.index("<main") :]
    for tag in re.findall(r"<input[^>]*>", html):
        said = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if said.get("type") in ("checkbox", "radio") and " checked" not in tag:
            continue
        if said.get("name") and said["name"] != "csrfmiddlewaretoken":
            found.setdefault(said["name"], []).append(unescape(said.get("value", "")))
    for key, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', html, re.DOTALL):
        found.setdefault(key, []).append(unescape(text))
    for key, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.findall(r'<option(?: value="([^"]*)")? selected>([^<]*)', options)
        found.setdefault(key, []).extend(value or label for value, label in chosen)
    return found


def test_empty_list_offers_the_standard_and_takes_it(manager):
    assert "The standard one has 120 items" in page(manager, "forms")
    answer = send(manager, "form_standard")
    form = Form.objects.get()
    assert answer.url == reverse("form", args=[form.pk])
    shown = page(manager, "form", form.pk)
    for text in ("120 items", "15 in the first wave", "25 contradiction checks", "Begin the next version"):
        assert text in shown
    assert "Publish this version" not in shown
    assert "version 1" in page(manager, "forms")


def test_standard_that_an_open_draft_holds_up_is_said(manager):
    send(manager, "form_start", key="standard", title_ko="가", title_en="a")
    answer = send(manager, "form_standard")
    assert answer.status_code == 422
    assert "a draft of it is open" in text_of(answer)


def test_new_questionnaire_from_nothing_to_published(manager):
    assert "there is no key under key" in text_of(send(manager, "form_start", key="Hm!", title_ko="가", title_en="a"))
    send(manager, "form_start", key="mine", title_ko="내 조사", title_en="My survey")
    form_id = Form.objects.get(key="mine").pk
    assert "there are none" in text_of(send(manager, "form_publish", form_id))
    sections = {"title_ko": "내 조사", "title_en": "My survey", "letter": "a", "new__ko": "처음", "new__en": "First"}
    assert send(manager, "form_title", form_id, **sections).status_code == 302
    new_list = {"name": "colour", "code": "red", "label__ko": "빨강", "label__en": "Red"}
    assert send(manager, "form_list_add", form_id, **new_list).url == reverse("form_list", args=[form_id, "colour"])
    item = {
        "key": "hue", "number": "a01", "label_ko": "빛깔", "label_en": "Hue", "question_ko": "무슨 빛깔입니까?",
        "question_en": "Which hue?", "fill": ["human", "scan"], "first_wave": "yes", "kind": "codes",
        "code_list": "colour", "scope": "dataset", "if_when": "always",
    }  # fmt: skip
    assert send(manager, "form_item_add", form_id, **item).status_code == 302
    assert send(manager, "form_publish", form_id).status_code == 302
    form = queries.form_of(form_id)
    hue = form.find("hue")
    assert hue is not None
    assert (hue.number, hue.code_list, hue.is_first_wave, [str(fill) for fill in hue.fill]) == (
        "A01", "colour", True, ["scan", "human"],
    )  # fmt: skip
    copied = {"key": "copy", "title_ko": "사본", "title_en": "Copy", "based_on": str(form_id)}
    send(manager, "form_start", **copied)
    assert queries.draft_of(Form.objects.get(key="copy").pk)[0].find("hue") is not None


def test_every_item_of_the_standard_is_edited_without_losing_anything(manager, draft):
    before = queries.document_of(draft)
    for row in before["items"]:
        answer = manager.post(
            reverse("form_item", args=[draft, row["key"]]), form_of_page(manager, "form_item", draft, row["key"])
        )
        assert answer.status_code == 302, row["key"]
    assert queries.document_of(draft) == before


def test_every_code_list_is_kept_as_it_was(manager, draft):
    before = queries.document_of(draft)
    for each in before["code_lists"]:
        if not each.get("open"):
            form = form_of_page(manager, "form_list", draft, each["name"])
            assert manager.post(reverse("form_list", args=[draft, each["name"]]), form).status_code == 302
    assert queries.document_of(draft) == before
    assert "This list is open" in page(manager, "form_list", draft, "institution")


def test_item_is_reworded_and_the_change_is_shown(manager, draft):
    form = form_of_page(manager, "form_item", draft, "owner") | {"label_en": ["Rights holder"], "first_wave": ["yes"]}
    manager.post(reverse("form_item", args=[draft, "owner"]), form)
    shown = page(manager, "form_changes", draft)
    for text in (
        "Version 2 against version 1",
        "<del>권리자<br>Owner of the rights</del>",
        "Rights holder",
        "First wave",
    ):
        assert text in shown


def test_item_that_does_not_fit_comes_back_with_what_was_written(manager, draft):
    form = form_of_page(manager, "form_item", draft, "owner") | {"label_en": [" "], "question_ko": ["새 물음?"]}
    answer = manager.post(reverse("form_item", args=[draft, "owner"]), form)
    assert answer.status_code == 422
    assert "there is no English text under label" in text_of(answer)
    assert "새 물음?" in text_of(answer)


def test_what_somebody_changed_meanwhile_is_not_written_over(manager, draft):
    for name, key, mine, theirs in (
        ("form_item", "owner", {"label_en": ["Mine"]}, {"label_en": ["Theirs"]}),
        ("form_list", "route", {"api.en": ["Mine"]}, {"api.en": ["Theirs"]}),
    ):
        form = form_of_page(manager, name, draft, key)
        assert manager.post(reverse(name, args=[draft, key]), form | theirs).status_code == 302
        before = queries.document_of(draft)
        answer = manager.post(reverse(name, args=[draft, key]), form | mine)
        assert answer.status_code == 422
        assert "somebody changed it meanwhile" in text_of(answer)
        assert queries.document_of(draft) == before
        assert "Theirs" in str(before)
        again = form_of_page(manager, name, draft, key) | mine
        assert manager.post(reverse(name, args=[draft, key]), again).status_code == 302


def test_kind_of_a_published_item_is_settled_and_of_a_new_one_open(manager, draft):
    assert "belongs to the meaning of the key" in page(manager, "form_item", draft, "owner")
    assert '<select id="kind"' in page(manager, "form_item_add", draft)


@pytest.mark.parametrize(
    ("posted", "condition", "words"),
    [
        (
            {"if_when": "simple", "if_item": "modality", "if_test": "holds", "if_values": "image; video"},
            {"item": "modality", "holds": ["image", "video"]},
            "Asked only if “Kind of data” contains Image, Video",
        ),
        (
            {"if_when": "simple", "if_item": "licence", "if_test": "is_not", "if_values": "kogl_0"},
            {"not": {"item": "licence", "is": ["kogl_0"]}},
            "Asked only if not (“Licence” is KOGL 0: no conditions, no attribution)",
        ),
        (
            {"if_when": "simple", "if_item": "licence", "if_test": "given"},
            {"item": "licence", "given": True},
            "Asked only if “Licence” is answered",
        ),
        (
            {"if_when": "written", "if_text": "{all: [{fact: coordinates_found}, {item: field, given: true}]}"},
            {"all": [{"fact": "coordinates_found"}, {"item": "field", "given": True}]},
            "Asked only if a scan found coordinates and “Field” is answered",
        ),
        ({"if_when": "always"}, None, ""),
    ],
)
def test_condition_is_chosen_or_written_and_said_in_words(manager, draft, posted, condition, words):
    form = form_of_page(manager, "form_item", draft, "owner") | {name: [text] for name, text in posted.items()}
    assert manager.post(reverse("form_item", args=[draft, "owner"]), form).status_code == 302
    row = next(row for row in queries.document_of(draft)["items"] if row["key"] == "owner")
    assert row.get("shown_if") == condition
    assert words in page(manager, "form", draft).replace("&quot;", '"')
    again = form_of_page(manager, "form_item", draft, "owner")
    manager.post(reverse("form_item", args=[draft, "owner"]), again)
    assert next(row for row in queries.document_of(draft)["items"] if row["key"] == "owner") == row


@pytest.mark.parametrize("text", ["{a: [", "just words", "[1, 2]"])
def test_condition_that_cannot_be_read_comes_back(manager, draft, text):
    form = form_of_page(manager, "form_item", draft, "owner") | {"if_when": ["written"], "if_text": [text]}
    answer = manager.post(reverse("form_item", args=[draft, "owner"]), form)
    assert answer.status_code == 422
    assert "its condition cannot be read" in text_of(answer)


def test_item_is_retired_and_asked_again(manager, draft):
    answer = send(manager, "form_item_retire", draft, "possible_scope")
    assert answer.status_code == 422
    assert "its condition speaks of an item that is not there" in text_of(answer)
    send(manager, "form_item_retire", draft, "earlier_survey_id")
    assert "Retired items" in page(manager, "form", draft)
    send(manager, "form_item_retire", draft, "earlier_survey_id", restore="yes")
    assert "Retired items" not in page(manager, "form", draft)


def test_codes_are_added_reworded_and_retired(manager, draft):
    form = form_of_page(manager, "form_list", draft, "route")
    form |= {
        "new0.code": ["post"],
        "new0.ko": ["우편"],
        "new0.en": ["Post"],
        "trade.retired": ["yes"],
        "api.en": ["Interface"],
    }
    manager.post(reverse("form_list", args=[draft, "route"]), form)
    codes = queries.draft_of(draft)[0].code_lists["route"]
    assert [code.code for code in codes.offered][-1] == "post"
    assert codes.by_code["trade"].is_retired
    assert codes.by_code["api"].label.en == "Interface"
    again = form_of_page(manager, "form_list", draft, "route") | {
        "new0.code": ["trade"],
        "new0.ko": ["가"],
        "new0.en": ["b"],
    }
    assert "the code is there already" in text_of(manager.post(reverse("form_list", args=[draft, "route"]), again))
    back = form_of_page(manager, "form_list", draft, "route")
    del back["trade.retired"]
    manager.post(reverse("form_list", args=[draft, "route"]), back)
    assert not queries.draft_of(draft)[0].code_lists["route"].by_code["trade"].is_retired


def test_list_that_does_not_fit_is_said(manager, draft):
    answer = manager.post(reverse("form_list_add", args=[draft]), {"name": "No!", "code": "x"}, follow=True)
    assert "there is no key under name" in text_of(answer)
    assert send(manager, "form_list_add", draft, name="route").url == reverse("form_list", args=[draft, "route"])


def test_mapping_is_said_and_taken_away(manager, draft):
    answer = send(manager, "form_mapping", draft, old="owner", new="decider", codes="kogl_1")
    assert "a line has no =" in text_of(answer)
    send(manager, "form_mapping", draft, old="licence", new="licence", codes="kogl_1 = kogl_1_ai\nother =")
    assert queries.draft_of(draft)[0].mapping == {
        "licence": {"key": "licence", "codes": {"kogl_1": "kogl_1_ai", "other": None}}
    }
    assert "kogl_1_ai" in page(manager, "form_changes", draft)
    send(manager, "form_mapping", draft, drop="licence")
    assert queries.draft_of(draft)[0].mapping == {}


def test_checks_are_reworded_and_dropped(manager, draft):
    check = queries.draft_of(draft)[0].checks[0]
    said = {"check": check.id, "severity": "block", "message__ko": "다릅니다.", "message__en": "Different."}
    send(manager, "form_checks", draft, **said)
    assert "Different." in page(manager, "form_checks", draft)
    assert "its severity is neither" in text_of(send(manager, "form_checks", draft, **said | {"severity": "loud"}))
    send(manager, "form_checks", draft, check=check.id, drop="yes")
    assert check.id not in [each.id for each in queries.draft_of(draft)[0].checks]


def test_thresholds_that_are_numbers_are_changed(manager, draft):
    def policy() -> Any:
        return queries.draft_of(draft)[0].checks[0].policy

    check = queries.draft_of(draft)[0].checks[0]
    said = {"check": check.id, "severity": "warn", "message__ko": check.message.ko, "message__en": check.message.en}
    before = policy()
    assert f'name="policy.factor" value="{before["factor"]["value"]}"' in page(manager, "form_checks", draft)
    send(manager, "form_checks", draft, **said, policy__factor="3", policy__grace_days="1.5")
    assert (policy()["factor"]["value"], policy()["grace_days"]["value"]) == (3, 1.5)
    assert policy()["factor"]["ko"] == before["factor"]["ko"]
    assert policy()["cycle_days"] == before["cycle_days"]
    answer = send(manager, "form_checks", draft, **said, policy__factor="much")
    assert answer.status_code == 422
    assert "it is not a number" in text_of(answer)


def test_thresholds_that_are_lists_and_tables_are_changed(manager, draft):
    def check_of(name: str) -> Any:
        return next(each for each in queries.draft_of(draft)[0].checks if each.id == name)

    def said(name: str) -> dict[str, str]:
        check = check_of(name)
        return {
            "check": name, "severity": "warn", "message__ko": check.message.ko, "message__en": check.message.en
        }  # fmt: skip

    assert "business_number corporation_number</textarea>" in page(manager, "form_checks", draft)
    name = "none_vs_identifiers"
    send(manager, "form_checks", draft, **said(name), policy__not_personal=" business_number\r\n\r\npassport ")
    assert check_of(name).policy["not_personal"]["value"] == ["business_number", "passport"]
    answer = send(manager, "form_checks", draft, **said(name), policy__not_personal="pasport")
    assert answer.status_code == 422
    assert "pasport is no word of it" in text_of(answer)
    assert ">pasport</textarea>" in text_of(answer)
    send(manager, "form_checks", draft, **said("cycle_vs_change"), policy__cycle_days="daily = 1\nweekly = 9")
    assert check_of("cycle_vs_change").policy["cycle_days"]["value"] == {"daily": 1, "weekly": 9}
    for wrong, told in (("daily", "a line has no ="), ("daily = often", "does not fit"), (" ", "it is empty")):
        answer = send(manager, "form_checks", draft, **said("cycle_vs_change"), policy__cycle_days=wrong)
        assert told in text_of(answer), wrong


def test_preview_follows_the_answers(manager, standard):
    shown = page(manager, "form_preview", standard)
    assert "15 items are asked" in shown
    assert "What would lift the obstacle" in shown
    form = form_of_page(manager, "form_preview", standard)
    less = form | {"possible_scope": ["all"], "title_ko": ["민원"], "lifts_it": ["money"]}
    answer = text_of(manager.post(reverse("form_preview", args=[standard]), less))
    assert "13 items are asked" in answer
    assert 'value="민원"' in answer
    assert '<input type="hidden" name="lifts_it" value="money">' in answer, "what is hidden is not lost"
    wrong = text_of(
        manager.post(reverse("form_preview", args=[standard]), form | {"period_covered.from": ["long ago"]})
    )
    assert "it is not a period" in wrong
    assert 'value="long ago"' in wrong


def test_preview_of_everything_and_of_what_a_scan_found(manager, standard):
    def asked(**more: str) -> int:
        answer = send(manager, "form_preview", standard, wave="2", **more)
        return int(re.search(r"(\d+) items are asked", text_of(answer))[1])  # type: ignore[index]

    denied = {"personal_data__here": "1", "personal_data": "none"}
    assert asked(**denied) < asked()
    assert asked(**denied, fact__identifiers_found="yes") == asked()
    more = text_of(send(manager, "form_preview", standard, wave="2", more="formats"))
    assert 'name="formats.5.format"' in more


def test_published_version_offers_no_change_and_refuses_it(manager, standard):
    assert "/items/" not in page(manager, "form", standard)
    answer = send(manager, "form_title", standard, title_ko="가", title_en="a")
    assert answer.status_code == 403
    assert send(manager, "form_version", standard).status_code == 302
    draft = queries.open_draft("standard")
    assert "Publish this version" in page(manager, "form", draft)
    assert "Nothing changed so far" in page(manager, "form_changes", draft)
    assert send(manager, "form_drop", draft).url == reverse("forms")


PLACES = ("forms", "form", "form_preview", "form_changes")
CHANGES = ("form_title", "form_item_add", "form_mapping", "form_checks")


def _statuses(client: Client, draft: int, names: tuple[str, ...]) -> set[int]:
    return {client.get(reverse(name, args=[] if name == "forms" else [draft])).status_code for name in names}


def test_who_sees_and_who_changes(draft):
    assert _statuses(client_of(make_viewer(Role.OBSERVER)), draft, PLACES) == {200}
    assert _statuses(client_of(make_viewer(Role.OBSERVER)), draft, CHANGES) == {403}
    assert _statuses(client_of(make_viewer(Role.OFFICER)), draft, PLACES + CHANGES) == {403}
    assert _statuses(client_of(make_viewer()), draft, PLACES + CHANGES) == {404}
    assert _statuses(Client(), draft, PLACES + CHANGES) == {302}, "strangers sign in first"


def test_what_is_not_there_is_not_found(manager, draft, standard):
    places = {"form": [9_999], "form_item": [draft, "x"], "form_list": [draft, "x"], "form_mapping": [standard]}
    for name, place in places.items():
        assert manager.get(reverse(name, args=place)).status_code == 404


@pytest.mark.usefixtures("korean_words")
def test_pages_speak_korean(draft):
    client = client_of(make_viewer(Role.SURVEY_MANAGER), "ko")
    shown = (
        page(client, "form", draft)
        + page(client, "form_item", draft, "consent_covers_ai")
        + page(client, "form_preview", draft)
    )
    for text in ("설문", "1차", "묻는 조건", "초안", "식별 정보", "모름", "해당 없음"):
        assert text in shown
    answer = text_of(send(client, "form_preview", draft, record_count__here="1", record_count="x", wave="2"))
    assert "숫자가 아닙니다" in answer
