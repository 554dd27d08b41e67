"""The pages of combinations: what each party sees, how forms answer, and that a stranger finds nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from gotgan.accounts import queries as accounts
from gotgan.inventory import actions as inventory_actions
from gotgan.inventory import queries as inventory
from gotgan.organisations.models import Organisation
from gotgan.refine.models import Combination
from gotgan.terms.combination import CombinationState
from gotgan.terms.errors import Invalid
from gotgan.terms.role import Role, Viewer
from tests.rooms.combined import Combined, by, make_combined
from tests.rooms.factories import make_viewer
from tests.rooms.once import Made, Once
from tests.rooms.running import run_waiting_jobs
from tests.rooms.test_overlap_pages import client_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("korean_words")]


@pytest.fixture(scope="module")
def first(once: Once) -> Made[Combined]:
    return once(make_combined)


@pytest.fixture
def combined(first: Made[Combined], data_folder: Path) -> Combined:
    return first.again(data_folder)


def address(combined: Combined, rest: str = "") -> str:
    return f"/refine/combinations/{combined.combination_id}{rest}"


def page(viewer: Viewer, path: str, language: str = "en") -> str:
    answer = client_of(viewer, language).get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return text(answer)


def post(viewer: Viewer, path: str, **typed: Any) -> Any:
    return client_of(viewer).post(path, typed, follow=True)


def email_of(viewer: Viewer) -> str:
    return accounts.get_person(viewer.person_id or 0).email


def test_combination_on_pages_from_opening_to_destroyed_keys(combined: Combined) -> None:
    """Every party in a session of its own, by the buttons it is shown."""
    act = address(combined, "/act")
    named = [("provider", each) for each in combined.providers]
    named += [("key_manager", combined.manager), ("combining_body", combined.body)]
    for party, viewer in named:
        answer = post(combined.applicant, act, do="name", party=party, email=email_of(viewer))
        assert "The party is named" in text(answer)
    assert "Make the key" in page(combined.manager, address(combined))
    assert "Make the key</button>" not in page(combined.applicant, address(combined))
    assert "lies in custody" in text(post(combined.manager, act, do="key"))
    for place, viewer in enumerate(combined.providers):
        shown = page(viewer, address(combined, f"/part?dataset={combined.dataset(place)}"))
        assert "→ phone" in shown
        said = [{"column-0": "is-0", "column-1": "is-1"}, {"column-0": "is-1", "column-1": "is-0"}][place]
        rest = {"column-2": "keep", "column-3": "keep"} if place == 0 else {"column-2": "keep"}
        answer = post(viewer, address(combined, "/part"), dataset=combined.dataset(place), **said, **rest)
        assert "being separated" in text(answer)
        run_waiting_jobs()
    assert "handed over" in page(combined.applicant, address(combined))
    assert "being matched" in text(post(combined.manager, act, do="match"))
    assert "The engine works on it" in page(combined.applicant, address(combined))
    run_waiting_jobs()
    assert "20 people are everywhere" in page(combined.applicant, address(combined))
    assert "being put together" in text(post(combined.body, act, do="combine", how="inner"))
    run_waiting_jobs()
    shown = page(combined.body, address(combined))
    assert f"/refine/orders/{combined.row.order_id}" in shown
    assert f"/refine/orders/{combined.row.order_id}" not in page(combined.manager, address(combined))
    assert client_of(combined.manager).get(f"/refine/orders/{combined.row.order_id}").status_code == 404
    assert "are destroyed" in text(post(combined.manager, act, do="close"))
    assert "키 파기" in page(combined.applicant, address(combined), "ko")
    assert combined.state is CombinationState.CLOSED


def test_party_sees_its_own_part_only(combined: Combined) -> None:
    combined.until(CombinationState.MATCHED)
    shown = {name: page(viewer, address(combined)) for name, viewer in combined.everybody.items() if name != "stranger"}
    assert "연락처 → phone" in shown["tax"]
    for name in ("applicant", "health", "manager", "body"):
        assert "연락처" not in shown[name], f"{name} sees columns of another's table"
    links = {name: said.count("/files/") for name, said in shown.items()}
    assert links == {"applicant": 0, "tax": 2, "health": 2, "manager": 3, "body": 3}


def test_stranger_finds_nothing(combined: Combined) -> None:
    for rest in ("", "/part"):
        assert client_of(combined.stranger).get(address(combined, rest)).status_code == 404
    assert client_of(combined.stranger).post(address(combined, "/act"), {"do": "stop"}).status_code == 404
    assert client_of(combined.applicant).get(address(combined, "/part")).status_code == 404, "provides nothing"
    assert combined.row.title not in page(combined.stranger, "/refine/combinations/")
    assert combined.row.title in page(combined.applicant, "/refine/combinations/")
    assert client_of(make_viewer(Role.REVIEWER)).get("/refine/combinations/open").status_code == 404


def test_list_begins_with_what_waits(combined: Combined) -> None:
    assert "waits for you" in page(combined.applicant, "/refine/combinations/")
    combined.name_all()
    assert "waits for you" not in page(combined.applicant, "/refine/combinations/")
    assert "waits for you" in page(combined.manager, "/refine/combinations/")
    assert "/refine/combinations/" in page(combined.manager, "/refine/")
    assert "1 combination waits for you" in page(combined.manager, "/")
    assert "combination waits" not in page(combined.body, "/")


def test_the_one_institution_of_who_applies_is_chosen_and_named_in_the_pages_language(combined: Combined) -> None:
    (held,) = combined.applicant.roles
    Organisation.objects.filter(pk=held.organisation).update(name_ko="한빛행정부", name_en="Hanbit")
    for language, name, other in (("ko", "한빛행정부", "Hanbit"), ("en", "Hanbit", "한빛행정부")):
        shown = client_of(combined.applicant, language).get("/refine/combinations/open").content.decode()
        assert name in shown
        assert other not in shown
        assert re.search(r'type="radio"[^>]*checked', shown)


def test_new_combination_and_what_is_typed_wrongly(combined: Combined) -> None:
    place = "/refine/combinations/open"
    typed = {
        "organisation": combined.codes["applicant"],
        "title": "둘째",
        "purpose": "통계",
        "fields_agreed": "name\nbirth",
    }
    assert post(combined.applicant, place, **{**typed, "title": ""}).status_code == 422
    answer = post(combined.applicant, place, **{**typed, "fields_agreed": "\n".join(map(str, range(20)))})
    assert "they are too many" in text(answer)
    assert "Name its parties next" in text(post(combined.applicant, place, **typed))
    assert Combination.objects.get(title="둘째").fields == ["name", "birth"]


REFUSED = [
    ({"do": "name", "party": "provider", "email": "nobody@example.org"}, "이 주소의 사람은 맡을 수 없습니다"),
    ({"do": "name", "party": "none", "email": "x"}, "화면의 단추"),
    ({"do": "key"}, "결합키관리기관만"),
    ({"do": "combine", "how": "all"}, "결합전문기관만"),
    ({"do": "nothing"}, "화면의 단추"),
    ({"do": "stop"}, "이유를 한 문장으로"),
]


def test_refusal_is_said_in_the_reader_s_words(combined: Combined) -> None:
    client = client_of(combined.applicant, "ko")
    for typed, korean in REFUSED:
        assert korean in text(client.post(address(combined, "/act"), typed, follow=True)), typed
    assert combined.state is CombinationState.OPENED


def test_columns_with_findings_are_left_out_unless_said(combined: Combined) -> None:
    combined.until(CombinationState.KEYED)
    place, chosen = address(combined, "/part"), {"dataset": combined.dataset(0)}
    shown = page(combined.providers[0], f"{place}?dataset={chosen['dataset']}")
    telephone = shown[shown.index('name="column-1"') :]
    assert '<option value="out" selected>' in telephone[: telephone.index("</select>")]
    answer = post(combined.providers[0], place, **chosen, **{f"column-{n}": "keep" for n in range(4)})
    assert answer.status_code == 422
    assert "no column is chosen for it" in text(answer)
    everything = dict.fromkeys(("column-0", "column-1"), "is-0") | {"column-2": "keep", "column-3": "keep"}
    assert "no column is chosen for it" in text(post(combined.providers[0], place, **chosen, **everything))


def test_refused_table_is_told_to_its_institution_alone(tmp_path: Path) -> None:
    combined = make_combined(tmp_path / "source", tax="이름,연락처,값\n" + "".join(f",,{n}\n" for n in range(30)))
    combined.until(CombinationState.KEYED)
    combined.hand_over(0)
    run_waiting_jobs()
    assert "식별 항목을 모두 가진 행이 없습니다" in page(combined.providers[0], address(combined), "ko")
    assert "식별 항목을" not in page(combined.applicant, address(combined), "ko")


def test_result_stands_among_the_data_of_the_combining_body(combined: Combined) -> None:
    """It is never scanned: no button says so, and asking for it is refused."""
    combined.until(CombinationState.COMBINED)
    shown = page(combined.body, "/sources/")
    assert "Combined from several institutions" in shown
    assert "it is never scanned" in shown
    dataset = inventory.dataset(combined.row.dataset_id)
    with pytest.raises(Invalid):
        inventory_actions.start_scan(by=by(combined.body), source_id=dataset.source_id)
    assert client_of(combined.body).get(f"/datasets/{dataset.address}").status_code == 200
    assert client_of(combined.applicant).get(f"/datasets/{dataset.address}").status_code == 404
    version = inventory.version(dataset.id, combined.row.version)
    made = inventory_actions.NewVersion(version.id, 1, version.files, ())
    with pytest.raises(Invalid, match="its table is kept already"):
        inventory_actions.keep_combined(
            by=by(combined.body), organisation=combined.codes["body"], key=dataset.remote_id, title="t", made=made,
            lineage={},
        )  # fmt: skip
