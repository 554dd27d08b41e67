"""Institutions, memberships, code tables: imported whole or not at all, valid on their days."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gotgan.accounts.queries import has_people, people
from gotgan.audit.models import Event
from gotgan.organisations import models, queries
from gotgan.organisations.actions import (
    add_membership,
    add_organisation,
    end_membership,
    import_codes,
    import_csv,
    open_hub,
)
from gotgan.organisations.setup_link import make_setup_link
from gotgan.terms.errors import Invalid, NotAllowed, NotFound
from gotgan.terms.role import SYSTEM, VISITOR, Actor, Role, RoleHeld
from tests.rooms.factories import PASSWORD, make_organisation, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.database]
GOOD = (
    "code,name,name_en,slug,kind,parent,valid_from,valid_to,successors\n"
    "1741000,행정안전부,Ministry of the Interior and Safety,mois,ministry,,2017-07-26,,\n"
    "1311000,국민안전처,,,ministry,,2014-11-19,2017-07-25,1741000\n"
    "B551982,한국지역정보개발원,,klid,body,1741000,,,\n"
)


def file(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_import_csv_reads_each_encoding(encoding: str) -> None:
    assert import_csv(file(GOOD, encoding), by=SYSTEM).added == 3
    body = queries.get("B551982")
    assert (body.name, body.slug, body.parent) == ("한국지역정보개발원", "klid", "1741000")
    assert queries.get("1311000").successors == ("1741000",)
    assert queries.successors_of("1311000") == ("1741000",)


def test_import_csv_again_changes_nothing() -> None:
    import_csv(file(GOOD), by=SYSTEM)
    before = list(models.Organisation.objects.values())
    done = import_csv(file(GOOD), by=SYSTEM)
    assert (done.added, done.changed) == (0, 0)
    assert list(models.Organisation.objects.values()) == before


def test_import_csv_changes_a_name_but_never_an_address() -> None:
    import_csv(file(GOOD), by=SYSTEM)
    done = import_csv(file(GOOD.replace("행정안전부", "안전행정부").replace("mois", "other")), by=SYSTEM)
    assert done.changed == 1
    assert (queries.get("1741000").name, queries.get("1741000").slug) == ("안전행정부", "mois")


def test_import_csv_collects_every_issue_and_imports_nothing() -> None:
    bad = (
        GOOD
        + "12,짧은 코드,,,,,,,\n7000001,,,Bad Slug,,9999999,2020-13-01,,\n7000001,둘,,mois,,,2021-01-01,2020-01-01,\n"
    )
    with pytest.raises(Invalid) as caught:
        import_csv(file(bad), by=SYSTEM)
    places = {issue.place for issue in caught.value.issues}
    assert {"line 5, code", "line 6, name", "line 6, slug", "line 6, valid_from", "line 7, valid_to"} <= places
    assert not models.Organisation.objects.exists()


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ("7000001,하나,,,,9999999,,,\n", "line 2, parent"),
        ("7000001,하나,,,,,,,9999999\n", "line 2, successors"),
        ("7000001,하나,,,,7000001,,,\n", "line 2, parent"),
        ("7000001,하나,,a,,,,,\n7000002,둘,,a,,,,,\n", "line 3, slug"),
        ("7000001,하나,,,,,,,\n7000001,둘,,b,,,,,\n", "line 3, code"),
        ("7000001,하나,,a,,7000002,,,\n7000002,둘,,b,,7000001,,,\n", "line 2, parent"),
    ],
)
def test_import_csv_links_that_lead_nowhere(rows: str, place: str) -> None:
    with pytest.raises(Invalid) as caught:
        import_csv(file(GOOD.splitlines()[0] + "\n" + rows), by=SYSTEM)
    assert place in {issue.place for issue in caught.value.issues}


def test_import_csv_without_its_columns() -> None:
    with pytest.raises(Invalid, match="column code: is missing"):
        import_csv(file("기관,이름\n1,2\n"), by=SYSTEM)


def test_import_csv_of_neither_encoding() -> None:
    with pytest.raises(Invalid, match="neither UTF-8 nor cp949"):
        import_csv(io.BytesIO(b"code,name\n1741000,\xff\xfe\xff\n"), by=SYSTEM)


def test_import_is_one_audit_event() -> None:
    import_csv(file(GOOD), by=SYSTEM)
    assert list(Event.objects.values_list("action", flat=True)) == ["organisations.import_csv"]


def test_add_organisation_taken_code_and_slug() -> None:
    make_organisation("1741000", slug="mois")
    with pytest.raises(Invalid, match="stored already"):
        add_organisation(by=SYSTEM, code="1741000", name="또")
    with pytest.raises(Invalid, match="belongs to 1741000"):
        add_organisation(by=SYSTEM, code="1741001", name="또", slug="mois")


def test_slug_is_made_from_the_name() -> None:
    add_organisation(by=SYSTEM, code="7000001", name="가온시")
    assert queries.by_slug("gaonsi") == queries.get("7000001")


def test_get_unknown_organisation() -> None:
    with pytest.raises(NotFound):
        queries.get("0000000")


def test_find_by_name_ignores_spaces() -> None:
    import_csv(file(GOOD), by=SYSTEM)
    assert [found.code for found in queries.find_by_name("지역 정보")] == ["B551982"]
    assert [found.code for found in queries.find_by_name("interior")] == ["1741000"]
    assert queries.find_by_name("  ") == ()


def test_all_organisations_on_a_day() -> None:
    import_csv(file(GOOD), by=SYSTEM)
    assert [found.code for found in queries.all_organisations(on=date(2015, 1, 1))] == ["1311000", "B551982"]


def test_roles_hold_on_their_days_only() -> None:
    person, place = make_person(), make_organisation()
    number = add_membership(by=SYSTEM, person_id=person, role=Role.OFFICER, organisation=place.code)
    assert queries.roles_of(person) == (RoleHeld(Role.OFFICER, place.code),)
    assert queries.roles_of(person, timezone.localdate() - timedelta(days=1)) == ()
    end_membership(by=SYSTEM, membership_id=number)
    assert queries.roles_of(person) == ()


def test_membership_in_unknown_organisation() -> None:
    with pytest.raises(Invalid, match="not stored"):
        add_membership(by=SYSTEM, person_id=make_person(), role=Role.OFFICER, organisation="0000000")


CODES = "code,name,valid_from,valid_to\n4200000000,강원도,19880423,20230610\n5100000000,강원특별자치도,20230611,\n"


def test_import_codes_by_date() -> None:
    import_codes(file(CODES), by=SYSTEM, table="legal_dong")
    assert queries.find_code("legal_dong", "4200000000", on=date(2024, 1, 1)) is None
    found = queries.find_code("legal_dong", "4200000000", on=date(2020, 1, 1))
    assert found is not None
    assert found.name == "강원도"
    assert queries.code_tables() == {"legal_dong": 2}


DONGS = "시도명,시군구명,법정동코드,읍면동명,동리명,생성일자,말소일자\n서울특별시,종로구,1111010100,청운동,,19880423,\n"


def test_import_codes_as_they_are_published() -> None:
    import_codes(file(DONGS, "cp949"), by=SYSTEM, table="legal_dong")
    found = queries.find_code("legal_dong", "1111010100")
    assert found is not None
    assert (found.name, found.valid_from) == ("서울특별시 종로구 청운동", date(1988, 4, 23))


def test_import_csv_under_korean_headers() -> None:
    import_csv(
        file("기관코드,기관명,상위기관코드\n1741000,행정안전부,\nB551982,한국지역정보개발원,1741000\n"), by=SYSTEM
    )
    assert (queries.get("B551982").name, queries.get("B551982").parent) == ("한국지역정보개발원", "1741000")


def test_import_codes_with_two_columns_that_could_be_the_code() -> None:
    both = DONGS.replace("동리명,", "행정동코드,")
    with pytest.raises(Invalid, match="법정동코드 and 행정동코드 could both be it"):
        import_codes(file(both), by=SYSTEM, table="dong")
    import_codes(file(both.replace("법정동코드", "code")), by=SYSTEM, table="dong")
    assert queries.code_tables() == {"dong": 1}


def test_import_codes_again_and_ended() -> None:
    import_codes(file(CODES), by=SYSTEM, table="t")
    assert import_codes(file(CODES), by=SYSTEM, table="t").changed == 0
    ended = CODES.replace("20230611,", "20230611,20260101")
    assert import_codes(file(ended), by=SYSTEM, table="t").changed == 1


def test_import_codes_collects_issues() -> None:
    with pytest.raises(Invalid) as caught:
        import_codes(file("code,name,valid_from\n1,,2020-01-01\n2,둘,언제\n3,셋,\n3,셋,\n"), by=SYSTEM, table="t")
    assert {issue.place for issue in caught.value.issues} == {"line 2, name", "line 3, valid_from", "line 5, code"}
    assert not models.Code.objects.exists()


def test_set_up_link_makes_the_operator_once(client: Client) -> None:
    link = make_setup_link("http://testserver")
    assert client.get(link).status_code == 200
    assert client.post(link, {"email": "op@example.org", "password": "short"}).status_code == 422
    assert not has_people()
    assert client.post(link, {"email": "op@example.org", "password": PASSWORD}).status_code == 302
    (operator,) = people()
    assert queries.roles_of(operator.id) == (RoleHeld(Role.OPERATOR),)
    assert client.get(link).status_code == 410
    assert client.post(link, {"email": "two@example.org", "password": PASSWORD}).status_code == 410


def test_set_up_link_that_was_made_up(client: Client) -> None:
    assert client.get("/set-up/nonsense/").status_code == 410


def test_open_hub_only_when_empty() -> None:
    make_person()
    with pytest.raises(NotAllowed):
        open_hub(email="op@example.org", password=PASSWORD)


def test_viewer_of_the_system_is_an_operator_and_of_a_namesake_is_not() -> None:
    assert queries.viewer_of(SYSTEM).holds(Role.OPERATOR, organisation="any")
    assert queries.viewer_of(Actor(make_person(), SYSTEM.label)).roles == ()
    assert queries.viewer_of(Actor.of(VISITOR)).roles == ()
